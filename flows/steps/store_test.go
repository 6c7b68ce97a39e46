package steps

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/flowtest"
)

// TestStore has a row for what the step does: its fields, what is there before
// under k, the result, and what is there afterwards.
func TestStore(t *testing.T) {
	for name, c := range map[string]struct {
		fields, before, want, after string
		ttl                         time.Duration
	}{
		"read nothing":             {"", "", "none|nil|", "", 0},
		"read a number":            {"", "7", "ok|int|7", "7", 0},
		"read a text":              {"", `"7"`, "ok|string|7", `"7"`, 0},
		"read what another wrote":  {"", "a b", "ok|string|a b", "a b", 0},
		"write a text":             {"set: abc", "", `ok|string|abc`, `"abc"`, 0},
		"write a number":           {"set: 5", "x", "ok|int|5", "5", 0},
		"write what is computed":   {"set: '${1 + 1.5}'", "", "ok|float|2.5", "2.5", 0},
		"write a duration":         {"set: '${duration(\"90s\")}'", "", "ok|string|1m30s", `"1m30s"`, 0},
		"write a list":             {"set: [1, a]", "", "ok|array|", `[1,"a"]`, 0},
		"write for a time":         {"set: 1, ttl: 1m", "", "ok|int|1", "1", time.Minute},
		"delete":                   {"delete: true", "7", "ok|nil|", "", 0},
		"delete nothing":           {"delete: true", "", "ok|nil|", "", 0},
		"do not delete":            {"delete: '${false}'", "7", "ok|int|7", "7", 0},
		"count from nothing":       {"add: 2", "", "ok|int|2", "2", 0},
		"count up":                 {"add: 2", "40", "ok|int|42", "42", 0},
		"count down, for ever":     {"add: -2, ttl: 5s", "1", "ok|int|-1", "-1", 0}, // it began without an end
		"count, for a time":        {"add: 2, ttl: 5s", "", "ok|int|2", "2", 5 * time.Second},
		"if nothing is there":      {"set: 1, if_absent: true, ttl: 1m", "", "ok|int|1", "1", time.Minute},
		"not if something is":      {"set: 1, if_absent: true", "9", "conflict|int|9", "9", 0},
		"whatever is there":        {"set: 1, if_absent: false", "9", "ok|int|1", "1", 0},
		"if that is there":         {"set: 1, if_value: a", `"a"`, "ok|int|1", "1", 0},
		"if another wrote it":      {"set: 1, if_value: a b", "a b", "ok|int|1", "1", 0},
		"not if another is":        {"set: 1, if_value: a", `"b"`, "conflict|string|b", `"b"`, 0},
		"nor if nothing is":        {"set: 1, if_value: a", "", "conflict|nil|", "", 0},
		"a number is no text":      {"set: 1, if_value: '9'", "9", "conflict|int|9", "9", 0},
		"what is computed is read": {"set: 1, if_value: '${4 + 5}'", "9", "ok|int|1", "1", 0},
		"a key of the caller's":    {"key: 'calls/${call.from}', add: 1", "", "ok|int|1", "", 0},
	} {
		shelf := &shelf{}
		if c.before != "" {
			shelf.items = map[string]flows.Item{"k": {Value: c.before, Revision: 3}}
		}
		if !strings.HasPrefix(c.fields, "key:") {
			c.fields = "key: k, " + c.fields
		}
		p := line{world: flows.World{Store: shelf}}.dial(t, "flows:\n  main:\n    - store: {id: s, "+c.fields+"}\n"+
			"    - log: '${steps.s.status}|${type(steps.s.value)}|${type(steps.s.value) == \"array\" ? nil : steps.s.value}'\n", "")
		if p.logged() != c.want || shelf.items["k"].Value != c.after || shelf.ttl != c.ttl {
			t.Errorf("%s: logged %q, want %q; then %q is there for %v, want %q for %v\n%s", name, p.logged(), c.want,
				shelf.items["k"].Value, shelf.ttl, c.after, c.ttl, p)
		}
		if strings.HasPrefix(c.fields, "key: 'calls") && shelf.items["calls/100"].Value != "1" {
			t.Errorf("%s: %v", name, shelf.items)
		}
	}
}

// TestCountingDoesNotProlong: a counter ends when it would have ended, however often it is counted.
func TestCountingDoesNotProlong(t *testing.T) {
	begin := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	shelf := &shelf{}
	count := func() {
		l := line{world: flows.World{Store: shelf}, phone: flowtest.Options{Start: begin}}
		l.dial(t, "flows: {main: [wait: 5m, store: {key: k, add: 1, ttl: 1h}]}", "")
	}
	for i, c := range []struct {
		ends time.Time // of what is there before
		ttl  time.Duration
	}{
		{time.Time{}, time.Hour}, // nothing is there
		{begin.Add(65 * time.Minute), time.Hour},
		{begin.Add(20 * time.Minute), 15 * time.Minute},
		{begin.Add(time.Minute), time.Nanosecond}, // it is about to go: not "never"
		{time.Time{}, 0},
	} {
		if item := shelf.items["k"]; item.Revision != 0 {
			item.Expires = c.ends
			shelf.items["k"] = item
		}
		shelf.ttl = -1
		count()
		if shelf.ttl != c.ttl || shelf.items["k"].Value != fmt.Sprint(i+1) {
			t.Errorf("count %d: %q is there for %v, want %v", i+1, shelf.items["k"].Value, shelf.ttl, c.ttl)
		}
	}
}

// TestStoreAmongRivals: no count is lost, and of two who want the same one gets it.
func TestStoreAmongRivals(t *testing.T) {
	for name, c := range map[string]struct {
		fields string
		shelf  shelf
		want   string
		swaps  int
	}{
		"counting till it goes":          {"add: 1", shelf{rivals: 5, rival: "10"}, "ok|11", 6},
		"counting as long as may be":     {"add: 1", shelf{rivals: 99, rival: "10"}, "ok|11", 100},
		"never getting its turn":         {"add: 1", shelf{rivals: 100, rival: "10"}, "counting k: the value has changed meanwhile, 100 times|", 100},
		"counting what is no number":     {"add: 1", shelf{items: map[string]flows.Item{"k": {Value: "1.5", Revision: 1}}}, "counting k: it holds no whole number|", 0},
		"counting beyond all":            {"add: 1", shelf{items: map[string]flows.Item{"k": {Value: "9223372036854775807", Revision: 1}}}, "counting k: the sum is too large|", 0},
		"counting beneath all":           {"add: -1", shelf{items: map[string]flows.Item{"k": {Value: "-9223372036854775808", Revision: 1}}}, "counting k: the sum is too large|", 0},
		"what is no finite number":       {"set: '${1/0}'", shelf{}, "writing the value: +Inf cannot be stored, only finite numbers can|", 0},
		"nor is any within":              {"set: '${[0/0]}'", shelf{}, "writing the value: NaN cannot be stored, only finite numbers can|", 0},
		"the other was there first":      {"set: mine, if_absent: true", shelf{rivals: 1, rival: `"theirs"`}, "conflict|theirs", 1},
		"or changed it":                  {"set: mine, if_value: 1", shelf{items: map[string]flows.Item{"k": {Value: "1", Revision: 1}}, rivals: 1, rival: `2`}, "conflict|2", 1},
		"a store that is gone, reading":  {"", shelf{err: errors.New("it is gone")}, "it is gone|", 0},
		"a store that is gone, writing":  {"set: 1", shelf{err: errors.New("it is gone")}, "it is gone|", 0},
		"a store that is gone, adding":   {"add: 1", shelf{err: errors.New("it is gone")}, "it is gone|", 0},
		"a store that is gone, swapping": {"set: 1, if_absent: true", shelf{err: errors.New("it is gone")}, "it is gone|", 0},
	} {
		p := line{world: flows.World{Store: &c.shelf}}.dial(t, "flows:\n  main:\n    - store: {id: s, key: k, on_error: {log: '${error.message}|'}, "+
			c.fields+"}\n    - log: {text: '${steps.s.status}|${steps.s.value}', when: steps.s.status != ''}\n", "")
		if p.logged() != c.want || c.shelf.swaps != c.swaps {
			t.Errorf("%s: logged %q after %d swaps, want %q after %d\n%s", name, p.logged(), c.shelf.swaps, c.want, c.swaps, p)
		}
	}
}

// TestStoreTakesNoSecrets, not even one whose kind is known only in the call.
func TestStoreTakesNoSecrets(t *testing.T) {
	shelf := &shelf{}
	l := line{world: flows.World{Store: shelf}, outside: flows.Outside{Secrets: map[string]flows.Secret{"pin": flows.NewSecret("1")}}}
	for _, fields := range []string{"set: '${steps.f.values.pin}'", "set: 1, if_value: '${steps.f.values.pin}'"} {
		p := l.dial(t, "flows: {main: [call: {id: f, flow: f}, store: {key: k, "+fields+"}], f: [return: {values: {pin: '${secrets.pin}'}}]}", "")
		if p.failures() != "a secret may not be stored" || len(shelf.items) != 0 {
			t.Errorf("%s: failed with %q, stored %v", fields, p.failures(), shelf.items)
		}
	}
	p := line{}.dial(t, "flows: {main: [store: k]}", "")
	if !errors.Is(p.outcome.Err, flows.ErrNotHere) {
		t.Errorf("without a store it ended %+v", p.outcome)
	}
}

// TestStoreInOnHangup: what was begun can be noted as over.
func TestStoreInOnHangup(t *testing.T) {
	shelf := &shelf{}
	line{world: flows.World{Store: shelf}}.dial(t, "flows: {main: {on_hangup: {store: {key: n, add: 1}}, steps: [wait: 9s]}}", "1s hangup")
	if shelf.items["n"].Value != "1" {
		t.Errorf("stored %v", shelf.items)
	}
}

func TestStoreFindings(t *testing.T) {
	l := line{outside: flows.Outside{Secrets: map[string]flows.Secret{"pin": flows.NewSecret("1")}}}
	l.findings(t, [][2]string{
		{"store: {set: 1}", "10: store needs key: a text [missing-field]"},
		{"store: {key: k, set: 1, add: 1}", "39: set, add and delete exclude each other [exclusive-fields]"},
		{"store: {key: k, set: 1, delete: true}", "42: set, add and delete exclude each other [exclusive-fields]"},
		{"store: {key: k, if_absent: true}", "10: if_value and if_absent go with set [missing-field]"},
		{"store: {key: k, add: 1, if_value: 1}", "10: if_value and if_absent go with set [missing-field]"},
		{"store: {key: k, set: 1, if_value: 1, if_absent: true}", "58: if_value and if_absent exclude each other [exclusive-fields]"},
		{"store: {key: k, set: '${secrets.pin}'}", "34: a secret may not stand here [wrong-type]"},
		{"store: {key: k, set: 'x${secrets.pin}'}", "35: a secret may not stand in a text [wrong-type]"},
		{"store: {key: k, set: 1, if_value: '${secrets.pin}'}", "47: a secret may not stand here [wrong-type]"},
		{"store: {key: '${secrets.pin}'}", "26: a secret may not stand in a text [wrong-type]"},
		{"store: {key: k, add: x}", "31: add must be a whole number, found \"x\" [wrong-type]"},
		{"store: {key: k, set: 1, ttl: soon}", "39: ttl must be a duration such as 5s, 1m30s or 500ms, found \"soon\" [wrong-type]"},
	})
}
