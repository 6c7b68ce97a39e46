package replay

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ariapp/ariapp"
	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/internal/journal"
)

// line is a file with something of everything.
const line = outer + `
schedules: {office: {zone: UTC, weekly: {mon-fri: "08:00-18:00"}}}
tables: {people: {rows: {"7": {name: ann}}}}
config: {pin: "4711", door: "0815"}
vars: {ok: false}
secrets: {code: "271828"}
numbers:
  200: main
  201: doors
  202: service
  203: {flow: main, language: fr}
  204: ahead
  205: far
  206: hot
  207: fails
flows:
  main:
    - hours: {id: open, schedule: office, closed: [{play: goodbye}, hangup]}
    - menu:
        id: top
        prompt: welcome
        first_timeout: 5s
        attempts: 2
        choices:
          1: {play: {id: one, media: one}}
          2: {call: people}
          "*": repeat
        on_noinput: {play: please-try-again}
    - hangup: busy
  people:
    - collect: {id: who, prompt: agent-user, length: 1}
    - lookup: {id: found, table: people, key: "${steps.who.value}"}
    - if: {is: steps.found.found, then: {play: hello-world}, else: {return: nobody}}
  doors:
    - collect: {id: pin, prompt: agent-pass, length: 4, secret: true, attempts: 1}
    - if: {id: fits, is: "same(steps.pin.value, config.pin)", then: {play: {id: in, media: auth-thankyou}}, else: hangup}
    - collect: {id: code, prompt: vm-password, length: 6, secret: true, attempts: 1}
    - if: {id: right, is: "same(steps.code.value, secrets.code)", then: {play: {id: there, media: hello-world}}, else: {play: {id: not, media: vm-incorrect}}}
  service:
    - http: {id: ask, url: "https://crm.example.com/x?token=tokentoken", on_error: {play: {id: sorry, media: im-sorry}}}
    - store: {id: count, key: calls, add: 1}
    - play: {id: end, media: "number:${steps.count.value}"}
  ahead:
    - play: {id: first, media: welcome}
    - menu: {id: second, prompt: agent-user, choices: {3: {play: {id: three, media: three}}, 4: {play: {id: four, media: four}}}}
  far:
    - play: welcome
    - menu: {prompt: agent-user, choices: {3: {menu: {prompt: welcome, choices: {4: hangup}}}}}
  hot:
    hotkeys: {"**": {play: hello-world}}
    steps: [{play: welcome}, {menu: {prompt: agent-user, choices: {9: {play: three}}}}]
  fails: [{http: {url: "https://crm.example.com/z"}}]
`

// crm answers as it is told.
type crm struct {
	status int
	err    error
	took   time.Duration
}

func (c crm) Fetch(context.Context, flows.Request) (flows.Response, error) {
	return flows.Response{Status: c.status, Body: []byte(`{"a": 1}`), Took: c.took}, c.err
}

// Law: a call goes as it went, or it is told where it parts, with the line of today; what is no other step, kind,
// result or way is no difference.
func TestReplay(t *testing.T) {
	for name, c := range map[string]struct {
		caller
		crm crm
		// changes are old and new texts of the file, in turn.
		changes []string
		secrets map[string]string
		want    string
	}{
		"the same":                      {caller: caller{does: "@welcome 1s 1"}, want: "same 4"},
		"no key":                        {caller: caller{}, want: "same 5"},
		"a star that is one":            {caller: caller{does: "@welcome 1s * @welcome 1s 1"}, want: "same 4"},
		"a hangup in a prompt":          {caller: caller{does: "@welcome 1s hangup"}, want: "same 2"},
		"a hangup at once":              {caller: caller{does: "hangup"}, want: "same 1"},
		"a row":                         {caller: caller{does: "@welcome 2 @agent-user 1s 7"}, want: "same 8"},
		"no row":                        {caller: caller{does: "@welcome 2 @agent-user 1s 8"}, want: "same 8"},
		"a language of the number":      {caller: caller{to: "203", does: "@welcome 1s 1"}, want: "same 4"},
		"another prompt":                {caller: caller{does: "@welcome 1900ms 1"}, changes: []string{"prompt: welcome\n", "prompt: hello-world\n"}, want: "same 4; main/top: welcome, hello-world"},
		"no prompt":                     {caller: caller{does: "@welcome 1s 1"}, changes: []string{"prompt: welcome\n", "answer: true\n"}, want: "same 4"},
		"a timeout that was not needed": {caller: caller{does: "@welcome 3s 1"}, changes: []string{"first_timeout: 5s", "first_timeout: 2s"}, want: "same 4"},
		"a timeout that was":            {caller: caller{does: "@welcome 5s 1"}, changes: []string{"first_timeout: 5s", "first_timeout: 2s"}, want: "different 2 main/top (menu) ends: ok|main/top (menu) takes on_noinput at 20"},
		"another way":                   {caller: caller{does: "@welcome 1s 1"}, changes: []string{"1: {play: {id: one, media: one}}", "1: {goto: top}"}, want: "different 2 main/one (play) begins|main/top.choices.1.1 (goto) begins at 26"},
		"another step":                  {caller: caller{does: "@welcome 1s 1"}, changes: []string{"1: {play: {id: one, media: one}}", "1: {log: {id: one, text: one}}"}, want: "different 2 main/one (play) begins|main/one (log) begins at 26"},
		"a step more":                   {caller: caller{does: "@welcome 1s 1"}, changes: []string{"    - hangup: busy", "    - log: bye\n    - hangup: busy"}, want: "different 3 main/3 (hangup) begins|main/3 (log) begins at 30"},
		"a step less":                   {caller: caller{does: "@welcome 1s 1"}, changes: []string{"    - hangup: busy\n", ""}, want: "different 3 main/3 (hangup) begins|the flow main ends: ok at 26"},
		"another cause":                 {caller: caller{does: "@welcome 1s 1"}, changes: []string{"hangup: busy", "hangup: congestion"}, want: "different 4 the call ended with the cause busy|it ends with congestion at 30"},
		"another number":                {caller: caller{does: "@welcome 1s 1"}, changes: []string{"  200: main\n", ""}, want: "different 0 the number 200 took the call to 200|no number takes it"},
		"another flow":                  {caller: caller{does: "@welcome 1s 1"}, changes: []string{"200: main", "200: people"}, want: "different 0 the flow main begins|the flow people begins at 31"},
		"another schedule":              {caller: caller{does: "@welcome 1s 1"}, changes: []string{"08:00-18:00", "12:00-18:00"}, want: "same 4"},
		"another question":              {caller: caller{does: "@welcome 2 @agent-user 1s 7"}, changes: []string{`key: "${steps.who.value}"`, `key: "x${steps.who.value}"`}, want: "different 5 people/found (lookup) ends: ok|the flows ask the table people for x7, which was not asked then at 33"},
		"an answer not written":         {caller: caller{does: "@welcome 2 @agent-user 1s 7", bare: true}, want: "unknown 5 people/found (lookup) ends: ok|the flows ask the table people for 7, and the answer is not in the journal at 33"},
		"a PIN of the file":             {caller: caller{to: "201", does: "@agent-pass 4711 @vm-password 111111"}, want: "same 6; tried doors/pin doors/code"},
		"a wrong PIN":                   {caller: caller{to: "201", does: "@agent-pass 4712"}, want: "same 3; tried doors/pin"},
		"a secret":                      {caller: caller{to: "201", does: "@agent-pass 4711 @vm-password 271828"}, want: "unknown 5 doors/right (if) takes then|doors/right (if) takes else at 39; tried doors/pin doors/code"},
		"a secret that is given":        {caller: caller{to: "201", does: "@agent-pass 4711 @vm-password 271828"}, secrets: pins("4711", "271828"), want: "same 6"},
		"another PIN":                   {caller: caller{to: "201", does: "@agent-pass 4711 @vm-password 111111"}, secrets: pins("4711", "111111"), changes: []string{`pin: "4711"`, `pin: "4712"`}, want: "different 2 doors/fits (if) takes then|doors/fits (if) takes else at 37"},
		"a response":                    {caller: caller{to: "202"}, crm: crm{status: 200, took: 700 * time.Millisecond}, want: "same 3"},
		"a request to somewhere else":   {caller: caller{to: "202"}, crm: crm{status: 200}, changes: []string{"/x?token", "/y?token"}, want: "different 1 service/ask (http) ends: ok|the flows ask GET https://crm.example.com/y, which was not asked then at 41"},
		"a request that fails":          {caller: caller{to: "202"}, crm: crm{err: flows.ErrTimeout, took: 3 * time.Second}, want: "same 4"},
		"a hangup in a request":         {caller: caller{to: "202", does: "1s hangup"}, crm: crm{err: fmt.Errorf("asking: %w", flows.ErrHangup), took: time.Hour}, want: "same 1"},
		"a hangup in a bare request":    {caller: caller{to: "202", does: "1s hangup", bare: true}, crm: crm{err: fmt.Errorf("asking: %w", flows.ErrHangup), took: time.Hour}, want: "same 1"},
		"a bare request that fails":     {caller: caller{to: "207", bare: true}, crm: crm{err: flows.ErrHostRefused}, want: "same 1"},
		"a bare response":               {caller: caller{to: "202", bare: true}, crm: crm{status: 200}, want: "unknown 1 service/ask (http) ends: ok|the flows ask GET https://crm.example.com/x, and the answer is not in the journal at 41"},
		"keys ahead of a question":      {caller: caller{to: "204", does: "@welcome 500ms 4"}, want: "same 3"},
		"keys ahead of two questions":   {caller: caller{to: "205", does: "@welcome 500ms 34"}, want: "same 4"},
		"hotkeys ahead of no question":  {caller: caller{to: "206", does: "@welcome 500ms ** @welcome 1s 9"}, want: "same 4; tried hot/1"},
		"a step that fails":             {caller: caller{to: "207"}, crm: crm{err: flows.ErrTimeout}, want: "same 1"},
		"a step that fails no more":     {caller: caller{to: "207"}, crm: crm{err: flows.ErrTimeout}, changes: []string{"fails: [", "fails: [answer, "}, want: "different 0 fails/1 (http) begins|fails/1 (answer) begins at 53"},
		"keys ahead of no question":     {caller: caller{to: "204", does: "@welcome 500ms 9 @agent-user 1s 3"}, want: "same 3"},
	} {
		before := built(t, line)
		before.world.HTTP = c.crm
		if len(c.changes)%2 > 0 {
			t.Fatal(name)
		}
		today := line
		for pair := range slices.Chunk(c.changes, 2) {
			if strings.Count(today, pair[0]) != 1 {
				t.Fatalf("%s: the file has %q %d times", name, pair[0], strings.Count(today, pair[0]))
			}
			today = strings.Replace(today, pair[0], pair[1], 1)
		}
		call := before.recorded(t, c.caller)
		r := built(t, today).replayed(t, call, func(o *Options) { o.Secrets = c.secrets })
		if got := told(r); got != c.want {
			t.Errorf("%s: %s\nwant %s\n%s", name, got, c.want, textOf(r))
		}
	}
}

// pins are what callers give at the doors.
func pins(pin, code string) map[string]string {
	return map[string]string{"doors/pin": pin, "doors/code": code}
}

// told is a result in a line.
func told(r *Result) string {
	text := fmt.Sprint(r.Verdict, " ", r.Steps)
	if r.Verdict != Same {
		text += " " + r.Recorded + "|" + r.Today
	}
	if r.Pos.Line > 0 {
		text += fmt.Sprint(" at ", r.Pos.Line)
	}
	for _, c := range r.Changed {
		text += "; " + c.Step + ": " + c.Recorded + ", " + c.Today
	}
	if len(r.Tried) > 0 {
		text += "; tried " + strings.Join(r.Tried, " ")
	}
	return text
}

// Law: what is the same can be written as a test that passes; what is not, cannot.
func TestAsTest(t *testing.T) {
	for name, c := range map[string]struct {
		caller
		crm crm
	}{
		"keys":                  {caller: caller{does: "@welcome 1s * @welcome 1s 2 @agent-user 1s 7"}},
		"no number of a caller": {caller: caller{to: "203", does: "@welcome 2s hangup"}},
		"a response":            {caller: caller{to: "202", from: "+15550100"}, crm: crm{status: 404, took: 700 * time.Millisecond}},
		"an error":              {caller: caller{to: "202"}, crm: crm{err: flows.ErrHostRefused}},
		"some error":            {caller: caller{to: "202"}, crm: crm{err: errors.New("no route")}},
		"a failure":             {caller: caller{to: "207"}, crm: crm{err: flows.ErrTimeout}},
		"an odd number":         {caller: caller{from: "a\x01: \"b\" #\u2028", does: "@welcome 1s 1"}},
		"hotkeys":               {caller: caller{to: "206", does: "@welcome 500ms ** @welcome 1s 9"}},
		"secrets":               {caller: caller{to: "201", does: "@agent-pass 4711 @vm-password 111111"}},
	} {
		h := built(t, line)
		h.world.HTTP = c.crm
		r := h.replayed(t, h.recorded(t, c.caller))
		one, err := r.Test(t.Context(), h.setting())
		if err != nil {
			t.Errorf("%s: %v\n%s", name, err, textOf(r))
			continue
		}
		passes(t, h, one)
	}
	h := built(t, line)
	call := h.recorded(t, caller{does: "@welcome 1s 1"})
	r := built(t, strings.Replace(line, "id: one", "id: eins", 1)).replayed(t, call)
	if _, err := r.Test(t.Context(), h.setting()); !errors.Is(err, ErrNoTest) {
		t.Errorf("a call that goes another way: %v", err)
	}
}

// Law: what the journal does not have whole, or no flow has taken, is not replayed, and it is said why.
func TestUnfit(t *testing.T) {
	h := built(t, line)
	whole := h.recorded(t, caller{does: "@welcome 1s 1"})
	without := func(drop func(i int, e journal.Entry) bool) journal.Recorded {
		cut := whole
		cut.Entries = nil
		for i, e := range whole.Entries {
			if !drop(i, e) {
				cut.Entries = append(cut.Entries, e)
			}
		}
		return cut
	}
	changed := func(kind journal.Kind, change func(e *journal.Entry)) journal.Recorded {
		other := without(func(int, journal.Entry) bool { return false })
		for i := range other.Entries {
			if other.Entries[i].Kind == kind {
				if entered := other.Entries[i].Entered; entered != nil {
					own := *entered
					other.Entries[i].Entered = &own
				}
				change(&other.Entries[i])
			}
		}
		return other
	}
	for want, call := range map[string]journal.Recorded{
		"its beginning is not in the journal": without(func(i int, _ journal.Entry) bool { return i == 0 }),
		"its end is not in the journal":       without(func(i int, _ journal.Entry) bool { return i == len(whole.Entries)-1 }),
		"the journal has lost entries of it":  without(func(i int, _ journal.Entry) bool { return i == 5 }),
		"it calls somebody back, and goes on where another call was: what that one knew is not in the journal": changed(journal.KindEntered, func(e *journal.Entry) { e.Entered.Made = journal.MadeBack }),
		"the daemon made it, with steps that are in no file":                                                   changed(journal.KindEntered, func(e *journal.Entry) { e.Entered.Made = journal.MadeSteps }),
		"a daemon of an older version made it, and what for is not in the journal":                             changed(journal.KindEntered, func(e *journal.Entry) { e.Entered.Pattern = "" }),
		"it was taken by a handler, not by a flow":                                                             changed(journal.KindEntered, func(e *journal.Entry) { e.Entered = &journal.Entered{} }),
		"the daemon stopped before it was over":                                                                changed(journal.KindEnded, func(e *journal.Entry) { e.Ended = &journal.Ended{Status: flows.Detached} }),
		"it was taken up in the middle":                                                                        changed(journal.Kind(flows.FlowBegun), func(e *journal.Entry) { e.Kind = journal.Kind(flows.WalkResumed) }),
		"it went on in another process, and where the first one stopped is not known":                          changed(journal.KindEnded, func(e *journal.Entry) { e.Life, e.Seq = 2, 1 }),
		"its flow did not come to an end":                                                                      changed(journal.Kind(flows.WalkEnded), func(e *journal.Entry) { e.Kind = journal.Kind(flows.Logged) }),
	} {
		_, err := Run(t.Context(), h.options(), call)
		if !errors.Is(err, ErrUnfit) || !strings.HasSuffix(err.Error(), ": "+want) {
			t.Errorf("%v, want %s", err, want)
		}
	}
}

// Law: secrets that are given must be as many as are hidden; what they are is in no error.
func TestWrongSecrets(t *testing.T) {
	h := built(t, line)
	call := h.recorded(t, caller{to: "201", does: "@agent-pass 4711 hangup"})
	for given, want := range map[string]string{
		"doors/pin 471":  "the keys of doors/pin: they do not fit the recorded call: 3 keys are given, and 4 keys are hidden there",
		"doors/code 471": "the keys of doors/code: they do not fit the recorded call: 3 keys are given, and 0 keys are hidden there",
		"doors/pin 47x1": "the keys of doors/pin: they do not fit the recorded call: they are no keys",
	} {
		step, keys, _ := strings.Cut(given, " ")
		opts := h.options()
		opts.Secrets = map[string]string{step: keys}
		_, err := Run(t.Context(), opts, call)
		if !errors.Is(err, ErrSecret) || !strings.HasSuffix(err.Error(), want) || strings.Contains(err.Error(), keys) {
			t.Errorf("%v, want %s", err, want)
		}
	}
}

// Law: no secret that is given or found is shown, and the same call gives the same text.
func TestNoSecretIsShown(t *testing.T) {
	h := built(t, line)
	call := h.recorded(t, caller{to: "201", does: "@agent-pass 4711 @vm-password 271828"})
	texts := map[string]bool{}
	for range 3 {
		for _, secrets := range []map[string]string{nil, {"doors/code": "271829"}} {
			r := h.replayed(t, call, func(o *Options) { o.Secrets = secrets })
			if r.Verdict == Same {
				t.Errorf("the call is the same")
			}
			texts[textOf(r)] = true
		}
	}
	for text := range texts {
		if strings.Contains(text, "4711") || strings.Contains(text, "27182") {
			t.Errorf("a secret is shown:\n%s", text)
		}
	}
	if len(texts) != 2 {
		t.Errorf("the text is another one each time:\n%s", strings.Join(slices.Collect(maps.Keys(texts)), "\n"))
	}
}

// Law: whoever stops a replay has it stopped.
func TestStopped(t *testing.T) {
	h := built(t, line)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Run(ctx, h.options(), h.recorded(t, caller{})); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

// Law: an answer that came when the caller had gone is missed by nobody.
func TestAnswerBehindTheEnd(t *testing.T) {
	h := built(t, line)
	h.world.HTTP = crm{err: flows.ErrHangup, took: time.Hour}
	call := h.recorded(t, caller{to: "202", does: "1s hangup"})
	call.Entries = slices.DeleteFunc(call.Entries, func(e journal.Entry) bool { return e.Asked != nil })
	for i := range call.Entries {
		call.Entries[i].Seq = i + 1
	}
	if got := told(h.replayed(t, call)); got != "same 1" {
		t.Error(got)
	}
}

// Law: keys that waited for their question in a real call, as everything takes
// its time there, wait for it again.
func TestKeysThatWaited(t *testing.T) {
	for name, text := range map[string]string{
		"behind a step": "numbers: {200: main}\nflows: {main: [answer, {menu: {id: top, prompt: welcome, choices: {1: {goto: pin}, 2: hangup}}}], pin: [{collect: {prompt: agent-pass, secret: true, length: 4}}]}\n",
		"in the answer": "numbers: {200: main}\nflows: {main: [{menu: {id: top, prompt: welcome, choices: {1: {goto: pin}, 2: hangup}}}], pin: [{collect: {prompt: agent-pass, secret: true, length: 4}}]}\n",
	} {
		h := built(t, outer+text)
		call := h.recorded(t, caller{does: "200ms 1 @agent-pass 500ms 1234"})
		for i := range call.Entries { // each fact a little later than the one before
			call.Entries[i].At = call.Entries[i].At.Add(time.Duration(i) * 700 * time.Microsecond)
		}
		r := h.replayed(t, call)
		if got, path := told(r), len(call.Path()); !strings.HasPrefix(got, fmt.Sprint("same ", path)) || len(r.Changed) > 0 {
			t.Errorf("%s: %s\n%s", name, got, textOf(r))
		}
	}
}

// Law: a star that was pressed is a star, a hidden key is not taken for one, and keys that were typed ahead and told
// are those that were pressed: none of them is found by trying.
func TestStarsAndKeysAhead(t *testing.T) {
	stars := built(t, outer+"numbers: {200: stars, 201: pin}\nflows:\n  stars: [{collect: {prompt: agent-user, attempts: 1, pattern: \"_*X\"}}, {play: hello-world}]\n"+
		"  pin: [{collect: {prompt: agent-pass, secret: true, attempts: 1, pattern: \"_XX\"}}]\n")
	shipped := built(t, ariapp.Reference)
	for name, c := range map[string]struct {
		house *house
		caller
		keys, tried string
	}{
		"stars in the open":       {stars, caller{does: "@agent-user 1s *9"}, "*9", ""},
		"stars in the answer":     {stars, caller{does: "200ms *9"}, "*9", ""},
		"a PIN with a star":       {stars, caller{to: "201", does: "@agent-pass *1"}, "", "pin/1"},
		"the way is known":        {shipped, caller{does: "300ms 2345672"}, "234", ""},
		"the number is known":     {shipped, caller{to: "201", does: "200ms 1234 @if-correct-press 1s 1 hangup"}, "12341", ""},
		"ahead of a wrong choice": {shipped, caller{does: "300ms 9 @basic-pbx-ivr-main 1s 1"}, "", ""},
	} {
		call := c.house.recorded(t, c.caller)
		r := c.house.replayed(t, call)
		if r.Verdict != Same || r.Steps != len(call.Path()) || strings.Join(r.Tried, " ") != c.tried || r.HoldsHidden() != (c.tried != "") {
			t.Errorf("%s: %s\n%s", name, told(r), textOf(r))
		}
		keys := ""
		for i, a := range r.script.acts {
			if !a.hangup {
				keys += r.last.keys[i].String()
			}
		}
		if !strings.HasPrefix(keys, c.keys) {
			t.Errorf("%s: the keys are %s", name, keys)
		}
	}
}
