package journal

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/source"
)

// samples are entries of all kinds, as they are read.
func samples() []Entry {
	at := time.Date(2026, 3, 2, 9, 0, 0, 5, time.UTC)
	whose := func(kind Kind, seq int) Entry {
		return Entry{At: at, Kind: kind, Asterisk: "pbx", Call: "1764154800.42", Seq: seq}
	}
	entered := whose(KindEntered, 1)
	entered.Entered = &Entered{Call: flows.CallInfo{ID: "1764154800.42", Channel: "PJSIP/a-1", Asterisk: "pbx", From: "+15550100",
		FromName: "Ann <a> & \"b\"", To: "200", Context: "in", Language: "fr", Args: []string{}, Started: at}, Version: "a1b2", Share: "canary",
		Pattern: "_2XX", Flow: "main", Vars: map[string]any{"n": 1, "f": 1.0, "big": 1e300, "t": true, "none": nil, "list": []any{"a", 2.5}, "map": map[string]any{"x": -1}}}
	fact := whose(Kind(flows.StepEnded), 2)
	fact.Step, fact.Type, fact.Pos, fact.Outcome, fact.Took = "main/top", "menu", source.Pos{File: "ivr.yaml", Line: 3, Column: 4}, "ok", 1500*time.Millisecond
	logged := whose(Kind(flows.Logged), 3)
	logged.Text, logged.Level, logged.Flow = "line\nbreak \u2028 é", "warn", "main"
	asked := whose(KindAsked, 4)
	asked.Asked = &Asked{Port: PortHTTP, Op: "GET", Target: "https://crm.example.com/a?b=<c>", Status: 200, Header: map[string]string{"Content-Type": "application/json"},
		Body: `{"a": 1}`, Attempts: 2, Stale: true, Took: time.Second}
	row := whose(KindAsked, 5)
	row.Asked = &Asked{Port: PortTables, Op: "lookup", Target: "customers", Key: "1234", Found: true, Row: map[string]any{"name": "Ann", "balance": 105.0}}
	decided := whose(KindAsked, 6)
	decided.Asked = &Asked{Port: PortSchedules, Op: "decide", Target: "office", Decision: &Decision{Open: true, Status: "open", Rule: "weekly", Until: at}}
	ended := whose(KindEnded, 7)
	ended.Ended = &Ended{Status: flows.HungUp, Cause: "normal", Error: "x", Took: 3 * time.Second, Steps: 4}
	resumed := whose(KindResumed, 1)
	resumed.Life, resumed.Resumed = 2, &Resumed{Call: entered.Entered.Call, Version: "a1b2", Share: "canary", Flow: "main", Instance: "north", Steps: 4}
	later := whose(Kind(flows.StepBegun), 2)
	later.Life, later.Step = 3, "main/2"
	handed := whose(KindHandedOver, 3)
	handed.Life = 3
	return []Entry{entered, fact, logged, asked, row, decided, ended, resumed, later, handed, {At: at, Kind: KindLost, Lost: 12}}
}

// Law: an entry is read as it was written, in one line, with the types of its values.
func TestEntriesAreReadAsTheyWereWritten(t *testing.T) {
	for _, e := range samples() {
		line, err := appendLine([]byte("before"), e)
		if err != nil {
			t.Fatal(err)
		}
		line = bytes.TrimPrefix(line, []byte("before"))
		if bytes.IndexByte(line, '\n') != len(line)-1 {
			t.Errorf("%s is not one line: %s", e.Kind, line)
		}
		got, err := Parse(line)
		if diff := cmp.Diff(e, got); err != nil || diff != "" {
			t.Errorf("%s: %v\n%s", e.Kind, err, diff)
		}
	}
}

// Law: what a fact tells is not lost on the way, and only facts are facts.
func TestFacts(t *testing.T) {
	for _, e := range samples() {
		fact, ok := e.Fact()
		again := entryOf(fact)
		again.Asterisk, again.Seq, again.Life = e.Asterisk, e.Seq, e.Life
		if want := e.Entered == nil && e.Asked == nil && e.Ended == nil && e.Resumed == nil && e.Lost == 0 && e.Kind != KindHandedOver; ok != want || ok && !cmp.Equal(again, e) {
			t.Errorf("%s: %v, %+v", e.Kind, ok, fact)
		}
	}
}

// Law: what would not be read again as what it is becomes a text, and a secret stars.
func TestValuesWithoutANumber(t *testing.T) {
	e := samples()[0]
	e.Entered.Vars = map[string]any{"span": 5 * time.Second, "secret": flows.NewSecret("4711"), "inf": 1 / zero(), "single": float32(2)}
	line, err := appendLine(nil, e)
	if err != nil {
		t.Fatal(err)
	}
	got, err := Parse(line)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(map[string]any{"span": "5s", "secret": "***", "inf": "+Inf", "single": 2.0}, got.Entered.Vars); diff != "" {
		t.Error(diff)
	}
}

func zero() float64 { return 0 }

// Law: texts, rows and lines have bounds; what is cut says so and stays whole characters.
func TestBoundsOfEntries(t *testing.T) {
	e := samples()[2]
	e.Text = strings.Repeat("é", textMax)
	line, err := appendLine(nil, e)
	got, bad := Parse(line)
	if err != nil || bad != nil || len(got.Text) != textMax {
		t.Errorf("%v, %v: a text of %d bytes", err, bad, len(got.Text))
	}
	row := samples()[4]
	row.Asked.Row["name"] = strings.Repeat("x", answerMax)
	line, err = appendLine(nil, row)
	if got, bad = Parse(line); err != nil || bad != nil || !got.Asked.Cut || got.Asked.Row != nil || !got.Asked.Found {
		t.Errorf("%v, %v: %+v", err, bad, got.Asked)
	}
	large := samples()[0]
	large.Entered.Call.FromName = strings.Repeat("x", lineMax)
	if line, err = appendLine([]byte("before"), large); err == nil || string(line) != "before" {
		t.Errorf("a line of %d bytes was written", len(line))
	}
}

// Law: what is no entry is refused, with a reason.
func TestParseRefuses(t *testing.T) {
	const at = `"at":"2026-03-02T09:00:00Z"`
	for line, want := range map[string]string{
		``:      "EOF",
		`[]`:    "cannot unmarshal",
		`"a"`:   "cannot unmarshal",
		`{} {}`: "something stands behind it",
		`{"at":"2026-03-02T09:00:00Z","kind":"step-beg`: "unexpected EOF",
		`{"kind":"ended"}`: "it has no time",
		`{"at":"0001-03-02T09:00:00Z","kind":"ended"}`:                                                     "it has no time",
		`{` + at + `,"kind":"lost"}`:                                                                       "it says nothing of what is lost",
		`{` + at + `,"kind":"step-done","call":"a","seq":1}`:                                               `its kind "step-done" is unknown`,
		`{` + at + `,"kind":"step-ended","seq":1}`:                                                         "it belongs to no call",
		`{` + at + `,"kind":"step-ended","call":"a"}`:                                                      "it belongs to no call",
		`{` + at + `,"kind":"ended","call":"a","seq":1}`:                                                   `it is not what its kind "ended" says`,
		`{` + at + `,"kind":"step-ended","call":"a","seq":1,"ended":{"status":"ended"}}`:                   `it is not what its kind "step-ended" says`,
		`{` + at + `,"kind":"resumed","call":"a","seq":1,"life":2}`:                                        `it is not what its kind "resumed" says`,
		`{` + at + `,"kind":"handed-over"}`:                                                                "it belongs to no call",
		`{` + at + `,"kind":"resumed","call":"a","seq":1,"life":1,"resumed":{}}`:                           "it does not say after what the call goes on",
		`{` + at + `,"kind":"resumed","call":"a","seq":1,"life":2,"resumed":{"steps":-1}}`:                 "it does not say after what the call goes on",
		`{` + at + `,"kind":"step-ended","call":"a","seq":1,"took":-1}`:                                    "it takes less than no time",
		`{` + at + `,"kind":"ended","call":"a","seq":1,"ended":{"steps":-1}}`:                              "it takes less than no time",
		`{` + at + `,"kind":"entered","call":"a","seq":1,"entered":{"vars":{"x":1e999}}}`:                  "a number is too large",
		`{` + at + `,"kind":"asked","call":"a","seq":1,"asked":{"row":{"x":[{"y":1e999}]}}}`:               "a number is too large",
		`{"at":"2026-03-02T09:00:00Z","text":"` + strings.Repeat("x", lineMax) + `"}`:                      "it is longer than 262144 bytes",
		`{` + at + `,"kind":"` + strings.Repeat("x", 100) + `","call":"a","seq":1,"some":"thing unknown"}`: `xxx" is unknown`,
	} {
		e, err := Parse([]byte(line))
		if !errors.Is(err, ErrDamaged) || !strings.Contains(err.Error(), want) {
			t.Errorf("%.80s: %v, want %s", line, err, want)
		}
		if diff := cmp.Diff(Entry{}, e); diff != "" {
			t.Errorf("%.80s: it gave an entry:\n%s", line, diff)
		}
	}
	if _, err := Parse([]byte(`{` + at + `,"kind":"step-ended","call":"a","seq":1,"new":{"key":1}}`)); err != nil {
		t.Errorf("a key of a later version is refused: %v", err)
	}
}

// FuzzParse: no line breaks the reader, and what it takes is written and read as the same.
func FuzzParse(f *testing.F) {
	for _, e := range samples() {
		line, err := appendLine(nil, e)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(line)
		f.Add(line[:len(line)/2])
	}
	f.Fuzz(func(t *testing.T, line []byte) {
		e, err := Parse(line)
		if err != nil {
			return
		}
		again, err := appendLine(nil, e)
		if err != nil {
			return // a time in a zone that cannot be written, or a line that has grown
		}
		got, err := Parse(again)
		if err != nil {
			t.Fatalf("%v in %s", err, again)
		}
		if len(e.Text) > textMax || e.Asked != nil && got.Asked.Cut != e.Asked.Cut {
			return
		}
		if diff := cmp.Diff(e, got, cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("%s", diff)
		}
	})
}

// Law: an entry is written as encoding/json writes it, so that other programs which read it see no difference.
func TestEntriesAreWrittenAsEncodingJSONDoes(t *testing.T) {
	odd := Entry{At: time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC), Kind: Kind(flows.Logged), Asterisk: "p\"bx", Call: "\xff", Seq: 1, Text: "<é\n>",
		Leg: "l", Ours: true, Level: "warn", By: "b", Outcome: "\\", Took: 1}
	for _, e := range append(samples(), odd) {
		var want bytes.Buffer
		encoder := json.NewEncoder(&want)
		encoder.SetEscapeHTML(false)
		if err := encoder.Encode(e.ready()); err != nil {
			t.Fatal(err)
		}
		if got, err := appendLine(nil, e); err != nil || string(got) != want.String() {
			t.Errorf("%v\ngot  %s\nwant %s", err, got, want.String())
		}
	}
}
