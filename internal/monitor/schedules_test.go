package monitor

import (
	"errors"
	"strings"
	"testing"
	"time"
)

// Law: the list has every schedule with its decision; one that cannot ask says what it knows, and why.
func TestTheListOfSchedules(t *testing.T) {
	d := newDesk("home", "office")
	options, _ := daemon(d)
	w := asked(t, Handler(options), visit{method: "GET", path: "/api/schedules"})
	one := `"open":true,"status":"open","rule":"weekly mon-fri 09:00-17:00","until":"2026-11-26T17:00:00Z"}`
	if got := strings.TrimSpace(w.Body.String()); got != `{"schedules":[{"name":"home",`+one+`,{"name":"office",`+one+`]}` {
		t.Error(got)
	}
	d.fault = errors.New("the store does not answer")
	w = asked(t, Handler(options), visit{method: "GET", path: "/api/schedules"})
	if got := w.Body.String(); strings.Count(got, `"open":true,"status":"open","rule":"what is known","error":"the store does not answer"`) != 2 {
		t.Error(got)
	}
	w = asked(t, Handler(Options{}), visit{method: "GET", path: "/api/schedules"})
	if got := strings.TrimSpace(w.Body.String()); got != `{"schedules":[]}` {
		t.Error(got)
	}
}

// Law: an override does what its body says, is answered with what holds then, and is in the log.
func TestOverride(t *testing.T) {
	cases := []struct {
		law, body string
		mode      string
		until     time.Time
	}{
		{"for a time", `{"mode":"closed","for":"2h","by":"anna"}`, "closed", noon().Add(2 * time.Hour)},
		{"until it is cleared", `{"mode":"open","by":" anna "}`, "open", time.Time{}},
		{"the longest", `{"mode":"open","for":"8784h","by":"anna"}`, "open", noon().Add(overrideMost)},
		{"the shortest", `{"mode":"open","for":"1s","by":"anna"}`, "open", noon().Add(overrideLeast)},
	}
	for _, c := range cases {
		t.Run(c.law, func(t *testing.T) {
			d := newDesk("office")
			options, lines := daemon(d)
			w := asked(t, Handler(options), visit{method: "PUT", path: "/api/schedules/office/override", body: c.body})
			value := said(t, w)
			if w.Code != 200 || value["status"] != "override" || value["open"] != (c.mode == "open") {
				t.Errorf("%d %v", w.Code, value)
			}
			if d.mode["office"] != c.mode || !d.until["office"].Equal(c.until) || d.by["office"] != "anna" {
				t.Errorf("%v", d)
			}
			if !strings.Contains(lines.String(), "by=anna") || !strings.Contains(lines.String(), "schedule=office") {
				t.Errorf("the log: %s", lines)
			}
			w = asked(t, Handler(options), visit{method: "DELETE", path: "/api/schedules/office/override?by=ben"})
			if w.Code != 200 || said(t, w)["status"] != "open" || d.mode["office"] != "" || d.by["office"] != "ben" {
				t.Errorf("cleared: %d %s, %v", w.Code, w.Body, d)
			}
		})
	}
}

// Law: a body that is not understood changes nothing, and the answer says what would be.
func TestBrokenOrders(t *testing.T) {
	cases := []struct {
		body, wrong string
		status      int
	}{
		{``, "the body is not what is expected", 400},
		{`[]`, "the body is not what is expected", 400},
		{`null`, `mode is ""`, 400},
		{`{}`, `mode is ""`, 400},
		{`{"mode":"shut","by":"anna"}`, `mode is "shut"`, 400},
		{`{"mode":"","by":"anna"}`, `mode is ""`, 400},
		{`{"mode":"open","by":"anna","form":"2h"}`, `unknown field "form"`, 400},
		{`{"mode":"open","by":"anna"}{}`, "there is more behind the body's object", 400},
		{`{"mode":"open","by":"anna"} x`, "there is more behind the body's object", 400},
		{`{"mode":"open"}`, "by is empty", 400},
		{`{"mode":"open","by":" "}`, "by is empty", 400},
		{`{"mode":"open","by":"a\nb"}`, "by has characters that cannot be printed", 400},
		{`{"mode":"open","by":"` + strings.Repeat("ä", byMax+1) + `"}`, "by is longer than 64 characters", 400},
		{`{"mode":"open","by":"anna","for":"soon"}`, `for is "soon"`, 400},
		{`{"mode":"open","by":"anna","for":2}`, "the body is not what is expected", 400},
		{`{"mode":"open","by":"anna","for":"0s"}`, "for is 0s: from 1s to 8784h0m0s are possible", 400},
		{`{"mode":"open","by":"anna","for":"-2h"}`, "for is -2h: from 1s to 8784h0m0s are possible", 400},
		{`{"mode":"open","by":"anna","for":"9000h"}`, "for is 9000h: from 1s to 8784h0m0s are possible", 400},
		{`{"mode":"open","by":"` + strings.Repeat("a", bodyMax) + `"}`, "too large", 413},
	}
	for _, c := range cases {
		d := newDesk("office")
		options, _ := daemon(d)
		w := asked(t, Handler(options), visit{method: "PUT", path: "/api/schedules/office/override", body: c.body})
		value := said(t, w)
		wrong, _ := value["error"].(string)
		if w.Code != c.status || !strings.Contains(wrong, c.wrong) || value["accepted"] != orderAccepted || len(d.by) > 0 {
			t.Errorf("%.60s: %d %v", c.body, w.Code, value)
		}
	}
}

// Law: who clears is checked as who sets.
func TestWhoClears(t *testing.T) {
	for query, status := range map[string]int{"": 200, "?by=ben": 200, "?by=": 400, "?by=%0A": 400, "?by=a%00b": 400, "?by=%ff": 400} {
		d := newDesk("office")
		options, _ := daemon(d)
		w := asked(t, Handler(options), visit{method: "DELETE", path: "/api/schedules/office/override" + query})
		if w.Code != status || (len(d.by) == 1) != (status == 200) {
			t.Errorf("%q: %d %s", query, w.Code, w.Body)
		}
	}
}

// Law: an override that could not be kept is an error for whoever ordered it, and in the log.
func TestAnOverrideThatFails(t *testing.T) {
	d := newDesk("office")
	d.fault = errors.New("the store does not answer")
	options, lines := daemon(d)
	w := asked(t, Handler(options), visit{method: "PUT", path: "/api/schedules/office/override", body: `{"mode":"open","by":"anna"}`})
	if value := said(t, w); w.Code != 500 || value["error"] != "overriding office: the store does not answer" {
		t.Errorf("%d %v", w.Code, value)
	}
	if !strings.Contains(lines.String(), "level=ERROR") {
		t.Errorf("the log: %s", lines)
	}
}

// Law: what parseOrder accepts is within every bound.
func FuzzParseOrder(f *testing.F) {
	for _, seed := range []string{`{"mode":"open","for":"2h","by":"anna"}`, `{"mode":"closed","by":"x"}`, `{`, `null`, `{"for":"9999999h"}`, "{\"by\":\"\\u0000\"}"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, body string) {
		o, err := parseOrder(strings.NewReader(body))
		if err != nil {
			if o != (order{}) {
				t.Errorf("an error comes with %v", o)
			}
			return
		}
		again, err := person(o.By)
		if err != nil || again != o.By || o.Mode != "open" && o.Mode != "closed" {
			t.Errorf("%v", o)
		}
		if o.For != "" && (o.lasts < overrideLeast || o.lasts > overrideMost) || o.For == "" && o.lasts != 0 {
			t.Errorf("it lasts %v", o.lasts)
		}
	})
}
