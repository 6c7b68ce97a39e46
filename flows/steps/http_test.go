package steps

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/flowtest"
)

const crm = "https://crm.example.com/x"

// TestHTTPResults has a row for what may come of a request: the step's fields,
// the answer, and what it leaves behind; a failure is taken by on_error.
func TestHTTPResults(t *testing.T) {
	const behind = "${steps.h.status}|${steps.h.code}|${toJSON(steps.h.json)}|${steps.h.text}|${steps.h.attempts}|" +
		"${steps.h.stale}|${toJSON(vars)}"
	json := func(status int, body string) reply {
		return reply{status: status, kind: "application/json", body: body}
	}
	fails := func(err error) reply { return reply{err: fmt.Errorf("GET: %w", err)} }
	for name, c := range map[string]struct {
		fields string
		answer reply
		want   string
	}{
		"a JSON response":             {"", json(200, `{"a": 1}`), `ok|200|{"a":1}||1|false|{}`},
		"numbers stay what they are":  {"result: {a: a, b: b, c: c}", json(200, `{"a": 10000000000000001, "b": 1.5, "c": 1e3}`), `ok|200|{"a":10000000000000001,"b":1.5,"c":1000}||1|false|{"a":10000000000000001,"b":1.5,"c":1000}`},
		"a value deep inside":         {"result: {a: list.1.name}", json(200, `{"list": [{}, {"name": "x"}]}`), `ok|200|{"list":[{},{"name":"x"}]}||1|false|{"a":"x"}`},
		"the whole response":          {"result: {a: .}", json(200, `[true, null]`), `ok|200|[true,null]||1|false|{"a":[true,null]}`},
		"null is a value":             {"result: {a: a}", json(200, `{"a": null}`), `ok|200|{"a":null}||1|false|{"a":null}`},
		"all or none":                 {"result: {a: a, b: b}", json(200, `{"a": 1}`), `the response cannot be used: it has no b; bad_response|200|{"a":1}||1|false|{"a":null,"b":null}`},
		"an index that is not there":  {"result: {a: a.2}", json(200, `{"a": [1]}`), `the response cannot be used: it has no a.2; bad_response|200|{"a":[1]}||1|false|{"a":null}`},
		"a name in a list":            {"result: {a: a.x}", json(200, `{"a": [1]}`), `the response cannot be used: it has no a.x; bad_response|200|{"a":[1]}||1|false|{"a":null}`},
		"a place inside of a number":  {"result: {a: a.x}", json(200, `{"a": 1}`), `the response cannot be used: it has no a.x; bad_response|200|{"a":1}||1|false|{"a":null}`},
		"a text":                      {"", reply{status: 200, kind: "text/plain", body: "hello"}, `ok|200|null|hello|1|false|{}`},
		"JSON without a type":         {"", reply{status: 200, body: " 7 "}, `ok|200|7||1|false|{}`},
		"two values are no JSON":      {"", json(200, `{} {}`), `ok|200|null|{} {}|1|false|{}`},
		"nor is a brace too many":     {"", json(200, `{}}`), `ok|200|null|{}}|1|false|{}`},
		"HTML is no JSON":             {"result: {a: a}", reply{status: 200, kind: "text/html; charset=utf-8", body: `1`}, `the response cannot be used: it is no JSON but "text/html"; bad_response|200|null|1|1|false|{"a":null}`},
		"a number beyond all":         {"result: {a: a.0.b}", json(200, `{"a": [{"b": 1e999}]}`), `the response cannot be used: it says it is JSON but cannot be read; bad_response|200|null|{"a":[{"b":1e999}]}|1|false|{"a":null}`},
		"broken JSON says so":         {"result: {a: a}", reply{status: 200, kind: "application/problem+json ; charset=utf-8", body: `{`}, `the response cannot be used: it says it is JSON but cannot be read; bad_response|200|null|{|1|false|{"a":null}`},
		"no body is no JSON":          {"result: {a: a}", json(204, ""), `the response cannot be used: it has no body; bad_response|204|null||1|false|{"a":null}`},
		"broken text is mended":       {"", reply{status: 200, body: "a\xffb"}, `ok|200|null|ab|1|false|{}`},
		"a long text is cut":          {"result: {a: a}, ok: 500", reply{status: 200, body: strings.Repeat("x", 5000)}, `the server refused with status 200; status|200|null|` + strings.Repeat("x", 4096) + `|1|false|{"a":null}`},
		"no content":                  {"", reply{status: 204}, `ok|204|null||1|false|{}`},
		"a status that is no success": {"", json(404, `{"why": "x"}`), `the server refused with status 404; status|404|{"why":"x"}||1|false|{}`},
		"one that is taken":           {"ok: [200, 404]", json(404, `{}`), `ok|404|{}||1|false|{}`},
		"a class that is taken":       {"ok: [2xx, 4xx]", json(418, `{}`), `ok|418|{}||1|false|{}`},
		"only that one":               {"ok: 201", json(200, `{}`), `the server refused with status 200; status|200|{}||1|false|{}`},
		"an old one":                  {"", reply{status: 200, body: "1", stale: true}, `ok|200|1||1|true|{}`},
		"no response in time":         {"", fails(flows.ErrTimeout), "GET: no response came in time; timeout|0|null||0|false|{}"},
		"a host that is not allowed":  {"", fails(flows.ErrHostRefused), "GET: the host is not allowed; refused|0|null||0|false|{}"},
		"a breaker":                   {"", fails(flows.ErrBreakerOpen), "GET: the host has failed too often and is left alone for a while; breaker|0|null||0|false|{}"},
		"too large":                   {"", fails(flows.ErrTooLarge), "GET: the response is too large; too_large|0|null||0|false|{}"},
		"any other error":             {"", fails(errors.New("no route")), "GET: no route; failed|0|null||0|false|{}"},
	} {
		w := &web{answers: []reply{c.answer}}
		fields := ""
		if c.fields != "" {
			fields = ", " + c.fields
		}
		p := line{world: flows.World{HTTP: w}}.dial(t, "flows:\n  main:\n    - http: {id: h, url: '"+crm+"'"+fields+
			", on_error: {log: '${error.message}'}}\n    - log: '"+behind+"'\n", "")
		if got := oneLine(p.logged()); got != c.want || len(w.got) != 1 {
			t.Errorf("%s: logged %q\nwant %q", name, got, c.want)
		}
	}
}

// TestHTTPRequests has a row for every field of the request.
func TestHTTPRequests(t *testing.T) {
	two := 0
	for name, c := range map[string]struct {
		fields string
		want   flows.Request
	}{
		"a GET":    {"", flows.Request{Method: "GET"}},
		"a method": {"method: DELETE", flows.Request{Method: "DELETE"}},
		"a query":  {"query: {n: '${call.from}', a: 'x&y=z #'}", flows.Request{Method: "GET", URL: crm + "?a=x%26y%3Dz+%23&n=100"}},
		"headers":  {"headers: {X-From: '${call.from}', Authorization: 'Bearer ${secrets.token}'}", flows.Request{Method: "GET", Header: map[string]string{"X-From": "100", "Authorization": "Bearer t0ken"}}},
		"JSON": {"json: {a: '${call.from}', n: 1, l: [true, '', '${1 + 1}'], m: {t: '${duration(\"90s\")}'}, e: , s: 'x ${call.to}'}", flows.Request{Method: "POST", Body: []byte(`{"a":"100","e":null,"l":[true,"",2],"m":{"t":"1m30s"},"n":1,"s":"x 200"}`),
			Header: map[string]string{"Content-Type": "application/json"}}},
		"JSON with a secret":     {"json: {pin: '${secrets.token}'}", flows.Request{Method: "POST", Secret: true, Body: []byte(`{"pin":"t0ken"}`), Header: map[string]string{"Content-Type": "application/json"}}},
		"a secret among others":  {"json: {a: 1, b: '${secrets.token}', c: 3, d: 4, e: 5, f: 6}", flows.Request{Method: "POST", Secret: true, Body: []byte(`{"a":1,"b":"t0ken","c":3,"d":4,"e":5,"f":6}`), Header: map[string]string{"Content-Type": "application/json"}}},
		"a list with a secret":   {"json: [a, '${secrets.token}']", flows.Request{Method: "POST", Secret: true, Body: []byte(`["a","t0ken"]`), Header: map[string]string{"Content-Type": "application/json"}}},
		"JSON of its own type":   {"json: [1], headers: {content-type: application/hal+json}", flows.Request{Method: "POST", Body: []byte(`[1]`), Header: map[string]string{"content-type": "application/hal+json"}}},
		"a form":                 {"method: PUT, form: {b: 'x y', a: '1${secrets.token}'}", flows.Request{Method: "PUT", Secret: true, Body: []byte("a=1t0ken&b=x+y"), Header: map[string]string{"Content-Type": "application/x-www-form-urlencoded"}}},
		"times":                  {"timeout: 1s, budget: '${2}s', retries: 0", flows.Request{Method: "GET", Timeout: s, Budget: 2 * s, Retries: &two}},
		"the cache":              {"cache: 1m, stale_on_error: true", flows.Request{Method: "GET", CacheFor: time.Minute, StaleOnError: true}},
		"a signature":            {"sign: hook", flows.Request{Method: "GET", Sign: "hook"}},
		"a query behind a query": {"url: 'https://crm.example.com/x?b=2', query: {a: 1}", flows.Request{Method: "GET", URL: crm + "?a=1&b=2"}},
	} {
		w := &web{answers: []reply{{status: 200, body: "1"}}}
		url := "url: '" + crm + "', "
		if strings.HasPrefix(c.fields, "url:") {
			url = ""
		}
		outside := flows.Outside{Secrets: map[string]flows.Secret{"token": flows.NewSecret("t0ken")},
			Names: map[string][]string{"signing key": {"hook"}}}
		p := line{world: flows.World{HTTP: w}, outside: outside}.dial(t, "flows: {main: [http: {"+url+c.fields+"}]}", "")
		if c.want.URL == "" {
			c.want.URL = crm
		}
		c.want.Key = "/c1/0/main/1/1"
		if c.want.Header == nil {
			c.want.Header = map[string]string{}
		}
		if len(w.got) != 1 {
			t.Fatalf("%s: %d requests\n%s", name, len(w.got), p)
		}
		if diff := cmp.Diff(c.want, w.got[0]); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

// TestHTTPFillsTheWait has a row for what a caller hears and does meanwhile.
func TestHTTPFillsTheWait(t *testing.T) {
	for name, c := range map[string]struct {
		fields, script string
		took           time.Duration
		heard, logged  string
		elapsed        time.Duration
	}{
		"a quick response":          {"filler: hold", "", s, "", "ok ", s},
		"after two seconds, again":  {"filler: hold", "", 5 * s, "hold hold/1s", "ok ", 5 * s},
		"a list":                    {"filler: [hold, a]", "", 9 * s, "hold a hold a/1s", "ok ", 9 * s},
		"after a time of its own":   {"filler: hold, filler_after: 4s", "", 5 * s, "hold/1s", "ok ", 5 * s},
		"no filler":                 {"filler_after: 1s", "", 5 * s, "", "ok ", 5 * s},
		"one that is missing":       {"filler: nosuch", "", 5 * s, "", "ok ", 5 * s},
		"keys are kept":             {"filler: hold", "1s 5 2s 6", 4 * s, "hold", "ok 56", 4 * s},
		"a hotkey leaves it":        {"filler: hold", "3s *", 9 * s, "hold/1s", "star", 3 * s},
		"longer than anybody waits": {"filler: long", "", 3 * time.Minute, "long/1m58s sorry", "timeout ", 2*time.Minute + 2*s},
		"a filler that comes late":  {"filler: hold, filler_after: 3m", "", 3 * time.Minute, "sorry", "timeout ", 2*time.Minute + 2*s},
	} {
		w := &web{answers: []reply{{status: 200, body: "1", took: c.took}}}
		phone := flowtest.Options{Missing: []string{"nosuch"}, Lengths: map[string]time.Duration{"long": time.Hour}}
		p := line{world: flows.World{HTTP: w}, phone: phone}.dial(t, `flows:
  main:
    hotkeys: {'*': [{log: star}, hangup]}
    steps:
      - answer
      - http: {id: h, url: '`+crm+`', on_error: {play: sorry}, `+c.fields+`}
      - collect: {id: c, length: 2, first_timeout: 0s, attempts: 1, when: steps.h.status == "ok"}
      - log: '${steps.h.status} ${steps.c.value}'
`, c.script)
		if p.heard() != c.heard || p.logged() != c.logged || p.phone.Elapsed() != c.elapsed {
			t.Errorf("%s: heard %q, want %q; logged %q, want %q; took %v, want %v\n%s", name, p.heard(), c.heard, p.logged(),
				c.logged, p.phone.Elapsed(), c.elapsed, p)
		}
		if w.contexts[0].Err() == nil {
			t.Errorf("%s: the request may still go on", name)
		}
	}
}

// TestHTTPPlaysNoFillerUnanswered: there would be nobody to hear it.
func TestHTTPPlaysNoFillerUnanswered(t *testing.T) {
	w := &web{answers: []reply{{status: 200, took: 5 * s}}}
	p := line{world: flows.World{HTTP: w}}.dial(t, "flows: {main: [http: {url: '"+crm+"', filler: hold}]}", "")
	if p.heard() != "" || p.phone.Answered() {
		t.Errorf("heard %q", p.heard())
	}
}

// TestHTTPAndHangup: a hangup ends the request, and on_hangup may make one.
func TestHTTPAndHangup(t *testing.T) {
	w := &web{answers: []reply{{status: 200, took: 5 * s}, {status: 200, took: 3 * s}}}
	p := line{world: flows.World{HTTP: w}}.dial(t, `flows:
  main:
    on_hangup: [http: {id: bye, url: '`+crm+`/bye', filler: hold}, log: '${steps.bye.status}']
    steps: [answer, http: {url: '`+crm+`'}, log: never]
`, "1s hangup")
	if p.outcome.Status != flows.HungUp || p.logged() != "ok" || len(w.got) != 2 || p.heard() != "" {
		t.Errorf("ended %+v, logged %q, heard %q, %d requests\n%s", p.outcome, p.logged(), p.heard(), len(w.got), p)
	}
	if !errors.Is(context.Cause(w.contexts[0]), flows.ErrHangup) && w.contexts[0].Err() == nil {
		t.Error("the request goes on after the hangup")
	}
	if w.got[0].Key == w.got[1].Key {
		t.Errorf("two requests with the key %s", w.got[0].Key)
	}
}

// TestHTTPKeys: a request that is made again by another process has the key it
// had; each visit of the step has one of its own.
func TestHTTPKeys(t *testing.T) {
	program, _ := line{}.compile(t, "flows: {main: [repeat: {times: 2, steps: {http: {id: h, url: '"+crm+"'}}}]}")
	phone := flowtest.NewPhone(flowtest.Options{})
	w := &web{answers: []reply{{status: 200, took: s}}}
	w.meanwhile = func() {
		if len(w.got) == 1 {
			phone.Detach()
		}
	}
	var last *flows.Checkpoint
	opts := flows.Options{Flow: program.Flow("main"), Call: flows.CallInfo{ID: "c7"}, World: flows.World{HTTP: w},
		Checkpoint: func(c *flows.Checkpoint) error { last = c; return nil }}
	if outcome := flows.NewWalker(program, phone, opts).Run(phone.Context()); outcome.Status != flows.Detached {
		t.Fatalf("ended %+v", outcome)
	}
	phone.Reattach()
	walker, err := flows.Resume(program, phone, opts, last)
	if err != nil {
		t.Fatal(err)
	}
	walker.Run(phone.Context())
	if len(w.got) != 3 || w.got[0].Key != w.got[1].Key || w.got[1].Key == w.got[2].Key ||
		!strings.HasPrefix(w.got[0].Key, "/c7/0/main/h/") {
		t.Errorf("%d requests: %v", len(w.got), w.got)
	}
}

// TestHTTPKeysOutliveHotkeys: a request that is made again after a hotkey's steps
// has the key it had. A channel's name may come back: the call after has other keys.
func TestHTTPKeysOutliveHotkeys(t *testing.T) {
	w := &web{answers: []reply{{status: 200, took: 5 * s}}}
	text := "flows: {main: {hotkeys: {'*': {log: star}}, steps: [repeat: {times: 2, steps: {http: {id: h, url: '" + crm + "'}}}]}}"
	p := line{world: flows.World{HTTP: w}}.dial(t, text, "3s *")
	if p.logged() != "star" || len(w.got) != 3 {
		t.Fatalf("logged %q, %d requests\n%s", p.logged(), len(w.got), p)
	}
	if w.got[0].Key != w.got[1].Key || w.got[1].Key == w.got[2].Key {
		t.Errorf("the keys are %s, %s, after the hotkey, and %s", w.got[0].Key, w.got[1].Key, w.got[2].Key)
	}
	later := &web{answers: w.answers}
	after := flows.CallInfo{ID: "c1", Started: time.Date(2026, 3, 3, 9, 0, 0, 0, time.UTC)}
	line{world: flows.World{HTTP: later}, call: after}.dial(t, text, "")
	for i, req := range later.got {
		if req.Key == w.got[0].Key || req.Key == w.got[2].Key {
			t.Errorf("request %d of the call after has the key %s of the one before", i+1, req.Key)
		}
	}
	if len(later.got) != 2 {
		t.Errorf("the call after made %d requests", len(later.got))
	}
}

// TestAFillerThatIsRefusedIsNoFailure: the caller hears nothing, the request goes on, and it is told.
func TestAFillerThatIsRefusedIsNoFailure(t *testing.T) {
	w := &web{answers: []reply{{status: 200, took: 5 * s}}}
	phone := flowtest.Options{Refuse: func(string) error { return errors.New("no such sound") }}
	p := line{world: flows.World{HTTP: w}, phone: phone}.dial(t,
		"flows: {main: [answer, http: {id: h, url: '"+crm+"', filler: hold}, log: '${steps.h.status}']}", "")
	if p.logged() != "the filler cannot be played: no such sound; ok" || p.failures() != "" || p.phone.Elapsed() != 5*s {
		t.Errorf("logged %q, failed with %q, took %v\n%s", p.logged(), p.failures(), p.phone.Elapsed(), p)
	}
	if !slices.ContainsFunc(p.facts, func(f flows.Fact) bool { return f.Kind == flows.Logged && f.Level == "warn" }) {
		t.Errorf("nothing was told as a warning\n%s", p)
	}
}

// TestOnHangupMayWaitWhenTheCallsTimeIsUp: max_call_time is the call's, not that of what is done after it.
func TestOnHangupMayWaitWhenTheCallsTimeIsUp(t *testing.T) {
	w, shelf := &web{answers: []reply{{status: 200, took: 2 * s}}}, &shelf{}
	p := line{world: flows.World{HTTP: w, Store: shelf}}.dial(t, `limits: {max_call_time: 1m}
flows:
  main:
    on_hangup: [http: {id: bye, url: '`+crm+`'}, store: {key: n, add: 1}, log: '${steps.bye.status}']
    steps: [wait: 2m]
`, "")
	if !errors.Is(p.outcome.Err, flows.ErrLimit) || p.logged() != "ok" || shelf.items["n"].Value != "1" {
		t.Errorf("ended %+v, logged %q, stored %v\n%s", p.outcome, p.logged(), shelf.items, p)
	}
}

// TestWhatCallersSayCannotBendAURL: neither host nor path nor query change.
func TestWhatCallersSayCannotBendAURL(t *testing.T) {
	for from, want := range map[string]string{
		"100":               "/c/100/v?n=100",
		"x?y=1&z#":          "/c/x%3Fy=1&z%23/v?n=x%3Fy%3D1%26z%23",
		"%2e%2e":            "/c/%252e%252e/v?n=%252e%252e",
		"@evil.example":     "/c/@evil.example/v?n=%40evil.example",
		"//evil.example/":   "/c/%2F%2Fevil.example%2F/v?n=%2F%2Fevil.example%2F",
		"a b\r\nHost: evil": "/c/a%20b%0D%0AHost:%20evil/v?n=a+b%0D%0AHost%3A+evil",
		"..":                "",
		".":                 "",
		"../x?y=1&z#":       "",
		`a\..\..\b`:         "",
		"a/../../../admin":  "",
		"...":               "/c/.../v?n=...",
		"x..y":              "/c/x..y/v?n=x..y",
	} {
		w := &web{answers: []reply{{status: 200}}}
		l := line{world: flows.World{HTTP: w}, call: flows.CallInfo{ID: "c1", From: from}}
		p := l.dial(t, "config: {crm: 'https://crm.example.com'}\nflows: {main: [http: {"+
			"url: '${config.crm}/c/${call.from}/v?n=${call.from}', on_error: {log: '${error.message}'}}]}", "")
		switch {
		case want == "" && (len(w.got) != 0 || !strings.Contains(p.logged(), "leads elsewhere")):
			t.Errorf("%q: logged %q, asked for %v", from, p.logged(), w.got)
		case want != "" && (len(w.got) != 1 || w.got[0].URL != "https://crm.example.com"+want):
			t.Errorf("%q: asked for %v\nwant %s\n%s", from, w.got, want, p)
		}
	}
}

// TestHTTPRefusals: what the call makes of the fields must be fit to send.
func TestHTTPRefusals(t *testing.T) {
	for fields, want := range map[string]string{
		"headers: {X: \"${call.from}\\n\"}":              "the header X must be without line breaks",
		"timeout: '${call.from}x'":                       "is no duration",
		"budget: '${call.from}x'":                        "is no duration",
		"cache: '${call.from}x'":                         "is no duration",
		"filler_after: '${call.from}x'":                  "is no duration",
		"retries: '${call.from}x'":                       "is no whole number",
		"query: {a: '${[1][call.args == [] ? 5 : 0]}'}":  "evaluating",
		"json: [{a: '${[1][call.args == [] ? 5 : 0]}'}]": "evaluating",
		"form: {a: '${[1][call.args == [] ? 5 : 0]}'}":   "evaluating",
		"filler: 'x${[1][call.args == [] ? 5 : 0]}'":     "evaluating",
	} {
		w := &web{answers: []reply{{status: 200}}}
		p := line{world: flows.World{HTTP: w}}.dial(t, "flows: {main: [http: {url: '"+crm+"', "+fields+"}]}", "")
		if !strings.Contains(p.failures(), want) || len(w.got) != 0 || p.outcome.Status != flows.Failed {
			t.Errorf("%s: failed with %q, want %q", fields, p.failures(), want)
		}
	}
	p := line{}.dial(t, "flows: {main: [http: '"+crm+"']}", "")
	if !errors.Is(p.outcome.Err, flows.ErrNotHere) {
		t.Errorf("without a web it ended %+v", p.outcome)
	}
}

// TestHTTPFindings has a row for every fault of the fields.
func TestHTTPFindings(t *testing.T) {
	const urlMust = "url must be a URL such as https://crm.example.com/customers/${call.from}, whose scheme and host are written out or come from one ${config.…} at the beginning"
	l := line{outside: flows.Outside{Names: map[string][]string{"signing key": {"hook", "crm"}},
		Secrets: map[string]flows.Secret{"token": flows.NewSecret("x")}}}
	const h = "http: {url: 'https://a.example/', "
	l.findings(t, [][2]string{
		{"http: {method: GET}", "10: http needs url: a URL such as https://crm.example.com/customers/${call.from}, whose scheme and host are written out or come from one ${config.…} at the beginning [missing-field]"},
		{"http: {url: '${call.from}'}", "22: " + urlMust + ", found \"${call.from}\" [wrong-type]"},
		{"http: {url: 'https://${call.from}/'}", "22: " + urlMust + ", found \"https://${call.from}/\" [wrong-type]"},
		{"http: {url: 'https://a.example${call.from}'}", "22: " + urlMust + ", found \"https://a.example${call.from}\" [wrong-type]"},
		{"http: {url: 'https://a.example:${call.from}/'}", "22: " + urlMust + ", found \"https://a.example:${call.from}/\" [wrong-type]"},
		{"http: {url: 'https://u:p@a.example/'}", "22: " + urlMust + ", found \"https://u:*@a.example/\" [wrong-type]"},
		{"http: {url: 'ftp://a.example/'}", "22: " + urlMust + ", found \"ftp://a.example/\" [wrong-type]"},
		{"http: {url: /path}", "22: " + urlMust + ", found \"/path\" [wrong-type]"},
		{"http: {url: [x]}", "22: " + urlMust + ", found a list [wrong-type]"},
		{"http: {url: 'https://a.example/${secrets.token}'}", "43: a secret may not stand in a text [wrong-type]"},
		{h + "query: {a: '${secrets.token}'}}", "58: a secret may not stand in a text [wrong-type]"},
		{h + "query: x}", "51: query must be a mapping of names to values, found \"x\" [wrong-type]"},
		{h + "method: FETCH}", "52: unknown method \"FETCH\"; accepted: GET, POST, PUT, PATCH, DELETE, HEAD [unknown-value]"},
		{h + "method: [x]}", "52: method must be one of GET, POST, PUT, PATCH, DELETE, HEAD, found a list [wrong-type]"},
		{h + "json: 1, form: {a: 1}}", "59: json and form exclude each other [exclusive-fields]"},
		{h + "method: GET, json: 1}", "52: a GET has no body [exclusive-fields]"},
		{h + "method: POST, cache: 1m}", "65: only the response to a GET can be kept, this is a POST [exclusive-fields]"},
		{h + "headers: {'a b': c}}", "53: \"a b\" is no header's name [wrong-type]"},
		{h + "headers: {a: [c]}}", "57: a must be a text, in which secrets may stand, found a list [wrong-type]"},
		{h + "json: {a: 'x${secrets.token}'}}", "58: a secret may not stand in a text [wrong-type]"},
		{h + "ok: 2x}", "48: ok must be a status such as 200, a class such as 2xx, or a list of these, found \"2x\" [wrong-type]"},
		{h + "ok: 99}", "48: ok must be a status such as 200, a class such as 2xx, or a list of these, found \"99\" [wrong-type]"},
		{h + "ok: [6xx]}", "49: ok must be a status such as 200, a class such as 2xx, or a list of these, found \"6xx\" [wrong-type]"},
		{h + "ok: []}", "48: ok must be a status such as 200, a class such as 2xx, or a list of these, found a list [wrong-type]"},
		{h + "result: x}", "52: result must be a mapping of variables to places in the answer, such as {balance: account.balance}, found \"x\" [wrong-type]"},
		{h + "result: {a: [b]}}", "56: a must be a place in the answer, such as account.balance or items.0.name, found a list [wrong-type]"},
		{h + "result: {'a b': c}}", "53: the name of a variable must be a name of letters, digits and _, found \"a b\" [wrong-type]"},
		{h + "retries: -1}", "53: retries must be a whole number from 0 [wrong-type]"},
		{h + "timeout: soon}", "53: timeout must be a duration such as 5s, 1m30s or 500ms, found \"soon\" [wrong-type]"},
		{h + "sign: hok}", "50: unknown signing key \"hok\"; did you mean \"hook\"? [unknown-signing-key]"},
		{h + "sign: '${call.from}'}", "50: sign must be the name of a signing key, written out, found \"${call.from}\" [wrong-type]"},
	})
}
