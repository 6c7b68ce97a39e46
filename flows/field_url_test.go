package flows_test

import (
	"context"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/flowtest"
)

// asked notes the URLs that are asked for.
type asked struct{ urls []string }

func (a *asked) Fetch(_ context.Context, req flows.Request) (flows.Response, error) {
	a.urls = append(a.urls, req.URL)
	return flows.Response{Status: 200}, nil
}

// ask walks an http step with that URL for a caller of that number.
func ask(t testing.TB, address, from string) ([]string, flows.Outcome) {
	t.Helper()
	web := &asked{}
	p := dialIn(t, compile(t, "config: {crm: 'https://crm.example.com:8443/api', port: 8443, q: 'https://crm.example.com?x='}\n"+
		"flows: {main: [http: {url: '"+address+"'}]}"), "", func(o *flows.Options) {
		o.World.HTTP, o.Call.From, o.Call.Started = web, from, time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	})
	return web.urls, p.outcome
}

// TestURLs has a row for each way of writing one.
func TestURLs(t *testing.T) {
	for _, c := range []struct{ written, from, want string }{
		{"https://a.example/b", "", "https://a.example/b"},
		{"http://a.example", "", "http://a.example"},
		{"HTTPS://A.example/b/../c", "", "HTTPS://A.example/b/../c"},
		{"${config.crm}", "", "https://crm.example.com:8443/api"},
		{"${ config.crm }/c", "", "https://crm.example.com:8443/api/c"},
		{"${config.crm}/${call.from}", "a/b", "https://crm.example.com:8443/api/a%2Fb"},
		{"${config.crm}${call.from}", "/x", "https://crm.example.com:8443/api%2Fx"},
		{"${config.crm}?n=${call.from}&m=${call.from}", "a b&c", "https://crm.example.com:8443/api?n=a+b%26c&m=a+b%26c"},
		{"${config.q}${call.from}", "a/b", "https://crm.example.com?x=a%2Fb"},
		{"https://a.example?x=${call.from}", "@b", "https://a.example?x=%40b"},
		{"https://a.example/${call.from}?x=${call.from}", "?", "https://a.example/%3F?x=%3F"},
		{"https://a.example/${1 + 1}/${true}/${1.5}/${call.started}", "", "https://a.example/2/true/1.5/2026-03-02T09:00:00Z"},
		{"https://a.example/$${x}/${call.from}", "1", "https://a.example/${x}/1"},
		{"https://a.example/x.${call.from}", ".", "https://a.example/x.."},
		{"https://a.example/${call.from}", "", "https://a.example/"},
		// refused in the call
		{"https://a.example/.${call.from}", ".", ""},
		{"https://a.example/${call.from}${call.from}/x", ".", ""},
		{"https://a.example/x/${call.from}/y", "..", ""},
		{"https://a.example/x/${call.from}", `..\y`, ""},
	} {
		got, outcome := ask(t, c.written, c.from)
		if strings.Join(got, " ") != c.want || (c.want == "") != (outcome.Status == flows.Failed) {
			t.Errorf("%s for %q: asked for %v, ended %+v", c.written, c.from, got, outcome)
		}
	}
}

func TestURLsThatAreNone(t *testing.T) {
	for _, written := range []string{"${config.port}/x", "https://a.example/%zz/${call.from}", "https://a.example#${call.from}",
		"https://:80/", "//a.example/", "https:a.example", "${call.from}://a.example/", "https://a.example ${call.from}",
		"https://[::1/${call.from}", "https://u@a.example/x"} {
		findings := check(t, "numbers: {_.: main}\nconfig: {port: 8443}\nflows: {main: [http: {url: '"+written+"'}]}")
		if len(findings) != 1 || findings[0].Rule != "wrong-type" {
			t.Errorf("%s: %v", written, findings)
		}
	}
}

// FuzzURL puts any caller's data into URLs: host, the number of the path's parts
// and the names in the query are the file's, or nothing is asked for.
func FuzzURL(f *testing.F) {
	for _, from := range []string{"100", "../x?y=1&z#", "%2e%2e", "@evil.example", "//evil.example", "a\r\nb", `\\evil`, ";x=1", "\x00\xff", ":80"} {
		f.Add(from)
	}
	program := compile(f, "flows: {main: [http: {url: 'https://crm.example.com/c/${call.from}/v${call.from}?n=${call.from}&m=1'}]}")
	f.Fuzz(func(t *testing.T, from string) {
		web := &asked{}
		phone := flowtest.NewPhone(flowtest.Options{})
		flows.NewWalker(program, phone, flows.Options{Flow: program.Flow("main"), Call: flows.CallInfo{From: from},
			World: flows.World{HTTP: web}}).Run(phone.Context())
		if len(web.urls) == 0 {
			return
		}
		u, err := url.Parse(web.urls[0])
		if err != nil {
			t.Fatal(err)
		}
		parts, query := strings.Split(u.EscapedPath(), "/"), u.Query()
		if u.Scheme != "https" || u.Host != "crm.example.com" || u.User != nil || u.Fragment != "" || len(parts) != 4 ||
			parts[1] != "c" || len(query) != 2 || query.Get("n") != from || query.Get("m") != "1" {
			t.Errorf("for %q %s is asked for", from, web.urls[0])
		}
		if clean := u.JoinPath().EscapedPath(); strings.Count(clean, "/") != 3 && from != "" {
			t.Errorf("for %q %s is %s in the end", from, web.urls[0], clean)
		}
	})
}
