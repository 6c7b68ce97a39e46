package steps

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/flowtest"
)

// tapeShelf notes what is to be fetched.
type tapeShelf struct {
	told []string
	err  error
	// held are recordings that a step is at, was is what would have become of the last one.
	held map[string]bool
	was  flows.Abandonment
}

func (s *tapeShelf) Keep(_ context.Context, r flows.KeepRequest) error {
	if r.Abandoned != "" {
		s.held, s.was = map[string]bool{r.Name: true}, r.Abandoned
		return s.err
	}
	delete(s.held, r.Name)
	live := map[bool]string{true: "live ", false: "over "}[r.Live]
	s.told = append(s.told, live+r.Name+"."+r.Format+" "+r.Leg)
	return s.err
}

func (s *tapeShelf) Drop(_ context.Context, _, name string) error {
	if s.held[name] {
		delete(s.held, name)
		return nil
	}
	s.told = append(s.told, "drop "+name)
	return nil
}

func (s *tapeShelf) Format() string { return "gsm" }

// TestRecordTellsWhatEndedIt has a row for each way in which a recording ends.
func TestRecordTellsWhatEndedIt(t *testing.T) {
	for name, c := range map[string]struct {
		fields, script, want, heard string
		talks                       time.Duration
	}{
		"a terminator":                        {fields: "name: a/b, max: 10s", script: "3s #", want: "dtmf  a/b gsm 3000 # true "},
		"another key is ignored":              {fields: "name: a, max: 10s", script: "3s 5 1s #", want: "dtmf  a gsm 4000 # true "},
		"any key":                             {fields: "name: a, terminators: any", script: "3s 5", want: "dtmf  a gsm 3000 5 true "},
		"no key":                              {fields: "name: a, terminators: none, max: 4s", script: "3s 5#*", want: "timeout  a gsm 4000  true "},
		"its greatest length":                 {fields: "name: a, max: 10s", script: "", want: "timeout  a gsm 10000  true "},
		"a length of half a second":           {fields: "name: a, max: 500ms", script: "", want: "timeout  a gsm 500  true "},
		"silence":                             {fields: "name: a, max: 10s, silence: 2s", talks: 3 * time.Second, want: "silence  a gsm 3000  true "},
		"a key just before silence would":     {fields: "name: a, silence: 2s", talks: 3 * time.Second, script: "4900ms #", want: "dtmf  a gsm 4900 # true "},
		"a key long before is none of it":     {fields: "name: a, silence: 2s, terminators: '*'", talks: 3 * time.Second, script: "1s #", want: "silence  a gsm 3000  true "},
		"hanging up deletes it":               {fields: "name: a, max: 10s", script: "3s hangup", want: "hangup hangup a gsm 3000  false "},
		"hanging up with keep_on_hangup":      {fields: "name: a, keep_on_hangup: true", script: "3s hangup", want: "hangup  a gsm 3000  true "},
		"hanging up before min":               {fields: "name: a, keep_on_hangup: true, min: 4s", script: "3s hangup", want: "hangup hangup a gsm 3000  false "},
		"a call that is not answered":         {fields: "name: a, skip_unanswered: true", want: "skip    0  false "},
		"too short":                           {fields: "name: a, min: 4s", script: "3s #", want: "dtmf short a gsm 3000 # false "},
		"what was pressed before is no end":   {fields: "name: a, max: 2s", script: "0s #", want: "timeout  a gsm 2000  true "},
		"review, accepted":                    {fields: "name: a, review: true", script: "3s # @vm-review 1", want: "dtmf  a gsm 3000 # true accepted", heard: "vm-review/0s vm-msgsaved"},
		"review, listened to":                 {fields: "name: a, review: true", script: "3s # @vm-review 2 @recording:a @vm-review 1", want: "dtmf  a gsm 3000 # true accepted", heard: "vm-review/0s recording:a vm-review/0s vm-msgsaved"},
		"review, a listener who knows":        {fields: "name: a, review: true", script: "3s # @vm-review 2 @recording:a 1", want: "dtmf  a gsm 3000 # true accepted", heard: "vm-review/0s recording:a/0s vm-msgsaved"},
		"review, spoken anew":                 {fields: "name: a, review: true", script: "3s # @vm-review 3 5s # @vm-review 1", want: "dtmf  a gsm 5000 # true accepted", heard: "vm-review/0s vm-review/0s vm-msgsaved"},
		"review, canceled":                    {fields: "name: a, review: true", script: "3s # @vm-review *", want: "dtmf canceled a gsm 3000 # false canceled", heard: "vm-review/0s vm-deleted"},
		"review, nothing pressed":             {fields: "name: a, review: {attempts: 2, timeout: 1s}", script: "3s #", want: "dtmf  a gsm 3000 # true timeout", heard: "vm-review vm-review vm-msgsaved"},
		"review, nothing pressed is a no":     {fields: "name: a, review: {attempts: 1, timeout: 1s, otherwise: cancel}", script: "3s #", want: "dtmf canceled a gsm 3000 # false timeout", heard: "vm-review"},
		"review, hung up":                     {fields: "name: a, review: true", script: "3s # @vm-review 1s hangup", want: "hangup hangup a gsm 3000 # false ", heard: "vm-review/1s"},
		"review, hung up with keep_on_hangup": {fields: "name: a, review: true, keep_on_hangup: true", script: "3s # @vm-review 1s hangup", want: "hangup  a gsm 3000 # true ", heard: "vm-review/1s"},
		"review, hung up once accepted":       {fields: "name: a, review: true", script: "3s # @vm-review 1 @vm-msgsaved hangup", want: "dtmf  a gsm 3000 # true accepted", heard: "vm-review/0s vm-msgsaved/0s"},
		"review, too short":                   {fields: "name: a, min: 2s, review: true", script: "1s # @vm-tooshort 4s # @vm-review 1", want: "dtmf  a gsm 2000 # true accepted", heard: "vm-tooshort vm-review/0s vm-msgsaved"},
		"review, too short again and again":   {fields: "name: a, min: 2s, review: {attempts: 1}", script: "1s # @vm-tooshort 2500ms #", want: "dtmf short a gsm 500 # false ", heard: "vm-tooshort"},
		"review, keys and prompts of one's own": {fields: "name: a, review: {prompt: q, accept: 9, listen: 8, rerecord: 7, cancel: 6, saved: s, deleted: d}",
			script: "3s # @q 6", want: "dtmf canceled a gsm 3000 # false canceled", heard: "q/0s d"},
	} {
		text := "flows:\n  main:\n    on_hangup: {log: '" + recordResult + "'}\n    steps:\n      - record: {id: m, " + c.fields + "}\n"
		s := &tapeShelf{}
		p := line{world: flows.World{Recordings: s}, phone: flowtest.Options{Talks: c.talks}}.dial(t, text, c.script)
		if p.logged() != c.want || p.heard() != c.heard {
			t.Errorf("%s: logged %q, want %q\nheard %q, want %q\n%s", name, p.logged(), c.want, p.heard(), c.heard, p)
		}
		kept := strings.Contains(c.want, " true ")
		if fetched := slices.Contains(s.told, "over a.gsm caller") || slices.Contains(s.told, "over a/b.gsm caller"); fetched != kept {
			t.Errorf("%s: kept is %v, and what is fetched is %q", name, kept, s.told)
		}
		if len(s.held) > 0 {
			t.Errorf("%s: a step is still at %v", name, s.held)
		}
		if all := p.phone.Recordings(); len(all) > 0 && all[len(all)-1].Discarded == kept {
			t.Errorf("%s: kept is %v, and the recordings are %+v", name, kept, all)
		}
	}
}

const recordResult = "${steps.m.status} ${steps.m.reason} ${steps.m.name} ${steps.m.format} ${steps.m.duration_ms} " +
	"${steps.m.key} ${steps.m.kept} ${steps.m.review}"

// Law: nothing is recorded under a name that leads elsewhere; the step says why it fails.
func TestRecordRefusesNames(t *testing.T) {
	for caller, why := range map[string]string{
		"../../etc/x": "no part of it may begin with a dot",
		"/etc/x":      "it begins with /",
		"a b":         "only letters, digits",
		"":            "it is empty",
		"a&b":         "only letters, digits",
		"a//b":        "only letters, digits",
		"x\x00":       "only letters, digits",
		".hidden":     "no part of it may begin with a dot",
		"a%2e%2e":     "only letters, digits",
	} {
		l := line{call: flows.CallInfo{ID: "c1", From: caller, Language: "en"}}
		p := l.dial(t, "flows:\n  main: [{record: {name: '${call.from}'}}]\n", "")
		if !strings.Contains(p.failures(), why) || len(p.phone.Recordings()) > 0 {
			t.Errorf("%q: %q, want %q; %d recordings", caller, p.failures(), why, len(p.phone.Recordings()))
		}
	}
}

func TestRecordFindings(t *testing.T) {
	line{}.findings(t, [][2]string{
		{"{record: {name: ../x}}", "26: no recording may be called that: \"../x\": no part of it may begin with a dot, .. leads elsewhere [recording-name]"},
		{"{record: {name: x, format: 'wav/x'}}", "37: \"wav/x\" is no format of a recording; write wav, gsm, ulaw or another that Asterisk has [recording-name]"},
		{"{record: {name: x, min: 3s, max: 2s}}", "34: min must not be longer than max [wrong-type]"},
		{"{record: {name: x, review: {accept: 1, listen: 1}}}", "37: accept, listen, rerecord and cancel must be four different keys or runs of keys, none beginning with another [rule]"},
		{"{record: {name: x, review: maybe}}", "37: review must be true, or a mapping with prompt, accept, listen, rerecord and cancel, found \"maybe\" [wrong-type]"},
		{"{record: {name: x, review: {attempts: 0}}}", "48: attempts must be a whole number from 1 to 1000, written out, found \"0\" [wrong-type]"},
	})
}

// Law: a recording that has the name already is left alone with fail, and no step fails.
func TestRecordOverExisting(t *testing.T) {
	for ifExists, want := range map[string]string{"fail": "error exists", "overwrite": "dtmf ", "append": "dtmf "} {
		p := line{}.dial(t, "flows:\n  main:\n    - record: {name: a}\n    - record: {id: m, name: a, if_exists: "+ifExists+
			"}\n    - log: '${steps.m.status} ${steps.m.reason}'\n", "1s # 2s #")
		if p.logged() != want {
			t.Errorf("%s: %q, want %q\n%s", ifExists, p.logged(), want, p)
		}
	}
}

// Law: a recording that nobody names has one of its own, and one that is not to be fetched stays where it is.
func TestRecordWithoutName(t *testing.T) {
	s := &tapeShelf{}
	l := line{world: flows.World{Recordings: s}, call: flows.CallInfo{ID: "pbx 1/7.3", Language: "en"}}
	p := l.dial(t, "flows:\n  main: [record, {record: {fetch: false, format: wav}}]\n", "1s # 1s #")
	first := p.phone.Recordings()[0]
	if !strings.HasPrefix(first.Name, "calls/cpbx_1_7.3-") || flows.CheckRecordingName(first.Name) != nil {
		t.Errorf("the name is %q", first.Name)
	}
	if want := []string{"over " + first.Name + ".gsm caller"}; !slices.Equal(s.told, want) {
		t.Errorf("fetched %q, want %q\n%s", s.told, want, p)
	}
}

// Law: a hotkey ends a recording, which is deleted: the channel would stay busy with it.
func TestHotkeyEndsARecording(t *testing.T) {
	p := line{}.dial(t, "flows:\n  main:\n    hotkeys: {'*': {goto: away}}\n    steps: [{record: {name: a}}, hangup, {log: away, id: away}]\n",
		"2s *")
	if recordings := p.phone.Recordings(); p.logged() != "away" || len(recordings) != 1 || !recordings[0].Discarded {
		t.Errorf("logged %q, recorded %+v\n%s", p.logged(), recordings, p)
	}
}

// Law: a recording that cannot be kept for fetching fails the step, and is not thrown away.
func TestRecordThatCannotBeKept(t *testing.T) {
	s := &tapeShelf{err: fmt.Errorf("the disk is full")}
	p := line{world: flows.World{Recordings: s}}.dial(t, "flows:\n  main: [{record: {name: a}}]\n", "2s #")
	if !strings.Contains(p.failures(), "keeping the recording a: the disk is full") || p.phone.Recordings()[0].Discarded {
		t.Errorf("%q, recorded %+v", p.failures(), p.phone.Recordings())
	}
}

// Law: what becomes of a recording whose process dies is what becomes of it when the caller hangs up.
func TestAnAbandonedRecording(t *testing.T) {
	for fields, want := range map[string]flows.Abandonment{
		"name: a":                                     flows.DeleteAbandoned,
		"name: a, fetch: false":                       flows.DeleteAbandoned,
		"name: a, keep_on_hangup: true":               flows.FetchAbandoned,
		"name: a, keep_on_hangup: true, fetch: false": flows.LeaveAbandoned,
		"name: a, keep_on_hangup: true, review: true": flows.FetchAbandoned,
	} {
		s := &tapeShelf{}
		p := line{world: flows.World{Recordings: s}}.dial(t, "flows:\n  main: [{record: {"+fields+"}}]\n", "3s #")
		if s.was != want || len(s.held) > 0 {
			t.Errorf("%s: %q, want %q; a step is still at %v\n%s", fields, s.was, want, s.held, p)
		}
	}
}

// slowPort lets go of the names of recordings some time after they have ended.
type slowPort struct {
	*flowtest.Phone
	ended time.Time
}

func (p *slowPort) ChangeRecording(ctx context.Context, name string, change flows.RecordingChange) error {
	if change == flows.DeleteRecording && p.ended.IsZero() {
		p.ended = p.Now()
	}
	return p.Phone.ChangeRecording(ctx, name, change)
}

// Records knows of none: the process before died as it began.
func (p *slowPort) Records(context.Context, string) (bool, error) { return false, nil }

func (p *slowPort) Record(ctx context.Context, r flows.Recording) error {
	if !p.ended.IsZero() && p.Now().Sub(p.ended) < time.Second {
		return fmt.Errorf("it is under way: %w", flows.ErrRecordingExists)
	}
	return p.Phone.Record(ctx, r)
}

// takenUp records until a fact of that kind, at which the process dies, and goes on in another one from its last
// checkpoint. It returns what is logged.
func takenUp(t *testing.T, flow, script string, dies flows.FactKind, port func(*flowtest.Phone) flows.Port) (string, *flowtest.Phone) {
	t.Helper()
	program := compile(t, flow)
	acts, err := flowtest.ParseScript(script)
	if err != nil {
		t.Fatal(err)
	}
	phone := flowtest.NewPhone(flowtest.Options{}, acts...)
	var last *flows.Checkpoint
	logged, died, s := "", false, &tapeShelf{}
	opts := flows.Options{Flow: program.Flow("main"), World: flows.World{Recordings: s},
		Checkpoint: func(c *flows.Checkpoint) error { last = c; return nil },
		Observe: func(f flows.Fact) {
			switch {
			case f.Kind == dies && !died:
				died = true
				phone.Detach()
			case f.Kind == flows.Logged:
				logged = f.Text
			}
		}}
	if outcome := flows.NewWalker(program, phone, opts).Run(phone.Context()); outcome.Status != flows.Detached {
		t.Fatalf("%+v", outcome)
	}
	phone.Reattach()
	walker, err := flows.Resume(program, port(phone), opts, last)
	if err != nil {
		t.Fatal(err)
	}
	if outcome := walker.Run(phone.Context()); outcome.Status != flows.Ended {
		t.Errorf("%+v, logged %q, recorded %+v", outcome, logged, phone.Recordings())
	}
	return logged, phone
}

// Law: who takes a call up goes on with what the process before recorded, or with what was to become of it; nothing is
// to be said again.
func TestARecordingGoesOn(t *testing.T) {
	end := ", log: '${steps.m.status} ${steps.m.reason} ${steps.m.kept} ${steps.m.duration_ms}']}"
	for name, c := range map[string]struct {
		fields, script string
		dies           flows.FactKind
		want           string
	}{
		"a key":               {"", "3s 5 4s #", flows.RecordBegun, "dtmf  true 7000"},
		"its greatest length": {", max: 6s", "", flows.RecordBegun, "timeout  true 6000"},
		"too short":           {", min: 5s", "3s #", flows.RecordBegun, "dtmf short false 3000"},
		"in the review":       {", review: true", "3s # 1s 1", flows.PromptBegun, "dtmf  true 3000"},
	} {
		flow := "flows: {main: [record: {name: a, id: m" + c.fields + "}" + end
		logged, phone := takenUp(t, flow, c.script, c.dies, func(p *flowtest.Phone) flows.Port { return p })
		if got := phone.Recordings(); logged != c.want || len(got) != 1 {
			t.Errorf("%s: logged %q, want %q; recorded %+v", name, logged, c.want, got)
		}
	}
}

// Law: a recording of which Asterisk knows nothing is made anew, as soon as its name is free.
func TestARecordingIsMadeAnew(t *testing.T) {
	slow := func(p *flowtest.Phone) flows.Port { return &slowPort{Phone: p} }
	logged, phone := takenUp(t, "flows: {main: [record: {name: a, id: m}, log: '${steps.m.status} ${steps.m.reason}']}",
		"3s 5 4s #", flows.RecordBegun, slow)
	if got := phone.Recordings(); logged != "dtmf " || len(got) != 2 || !got[0].Discarded || got[1].Discarded {
		t.Errorf("logged %q, recorded %+v", logged, got)
	}
}
