package scenario

import (
	"cmp"
	"encoding/json"
	"maps"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/source"
)

// Telling is a place of a call where a text can be read.
type Telling struct {
	Sort TellingSort
	// Fact is the kind of the fact, Request the method and the address of the request, Header the name of its header.
	Fact            flows.FactKind
	Request, Header string
	// At is when it was, Step the address of the step where the call was, Pos that step's place in the flows.
	At   time.Duration
	Step string
	Pos  source.Pos
}

// TellingSort says where a text can be read.
type TellingSort string

// Where a text can be read.
const (
	// InFact: in a fact of the call; prompts and lines of the log are facts.
	InFact TellingSort = "fact"
	// InKeys: in the keys that the caller pressed at one step, one behind the other.
	InKeys TellingSort = "keys"
	// InPrompt: in a prompt that was heard, and of which no fact tells.
	InPrompt TellingSort = "prompt"
	// InAddress, InHeader and InBody: in a request.
	InAddress TellingSort = "address"
	InHeader  TellingSort = "header"
	InBody    TellingSort = "body"
	// InStore: in a key or a value that the call has stored.
	InStore TellingSort = "store"
)

// Sent tells that the text went to a web service only, out of sight.
func (t *Telling) Sent() bool { return t.Sort == InHeader || t.Sort == InBody }

// String is the place, as it reads behind "can be read in".
func (t *Telling) String() string {
	switch t.Sort {
	case InFact:
		switch t.Fact {
		case flows.Logged:
			return "a line of the log"
		case flows.PromptBegun, flows.PromptEnded, flows.PromptCut:
			return "a prompt"
		}
		return "the fact " + string(t.Fact)
	case InKeys:
		return "the keys pressed"
	case InPrompt:
		return "a prompt"
	case InHeader:
		return "the header " + t.Header + " of a request"
	case InStore:
		return "what is stored"
	}
	return "the " + string(t.Sort) + " of a request"
}

// stored is what a call has put into its store.
type stored struct {
	key, value string
	at         time.Duration
	// after is how many facts came before it.
	after int
}

// Tellings are the places of a call where a text can be read, in order: as it is
// written, or as addresses and JSON write it. An empty text is nowhere.
func (r *Result) Tellings(text string) []Telling {
	if text == "" {
		return nil
	}
	t := teller{result: r, spellings: spellings(text)}
	requests, kept := r.Requests, r.stored
	for i := 0; i <= len(r.Facts); i++ {
		for ; len(requests) > 0 && requests[0].after <= i; requests = requests[1:] {
			t.request(&requests[0])
		}
		for ; len(kept) > 0 && kept[0].after <= i; kept = kept[1:] {
			if t.holds(kept[0].key) || t.holds(kept[0].value) {
				t.add(Telling{Sort: InStore, At: kept[0].at})
			}
		}
		if i < len(r.Facts) {
			t.fact(&r.Facts[i])
		}
	}
	t.prompts()
	return t.all
}

// spellings are the ways in which a text may be written.
func spellings(text string) []string {
	quoted, _ := json.Marshal(text) // every text has a JSON
	all := []string{text, url.QueryEscape(text), url.PathEscape(text), string(quoted[1 : len(quoted)-1])}
	slices.Sort(all)
	return slices.Compact(all)
}

// teller looks for a text in a call.
type teller struct {
	result    *Result
	spellings []string
	all       []Telling
	// step and pos are where the call is, keys those that were pressed there.
	step string
	pos  source.Pos
	keys string
}

func (t *teller) holds(text string) bool {
	return slices.ContainsFunc(t.spellings, func(spelling string) bool { return strings.Contains(text, spelling) })
}

// add notes a place, at the step where the call is unless it has one.
func (t *teller) add(one Telling) {
	one.Step = cmp.Or(one.Step, t.step)
	if one.Pos = t.pos; one.Step != t.step {
		one.Pos = t.placeOf(one.Step)
	}
	t.all = append(t.all, one)
}

func (t *teller) placeOf(step string) source.Pos {
	for i := range t.result.Facts {
		if t.result.Facts[i].Step == step {
			return t.result.Facts[i].Pos
		}
	}
	return source.Pos{}
}

func (t *teller) fact(f *flows.Fact) {
	if f.Step != "" {
		if f.Step != t.step {
			t.keys = ""
		}
		t.step, t.pos = f.Step, f.Pos
	}
	at := f.At.Sub(t.result.began)
	if f.Kind != flows.KeyWas && f.Kind != flows.KeysTaken {
		if f.Kind == flows.StepBegun || f.Kind == flows.AttemptBegun {
			t.keys = ""
		}
		if t.holds(f.Text) || t.holds(f.Outcome) {
			t.add(Telling{Sort: InFact, Fact: f.Kind, At: at})
		}
		return
	}
	before := t.holds(t.keys)
	if t.keys += f.Text; !before && t.holds(t.keys) {
		t.add(Telling{Sort: InKeys, Fact: f.Kind, At: at})
	}
}

func (t *teller) request(made *Made) {
	one := Telling{Request: made.Request, At: made.At, Step: made.Step}
	if t.holds(made.Request) {
		one.Sort = InAddress
		t.add(one)
	}
	for _, name := range slices.Sorted(maps.Keys(made.sent.Header)) {
		if t.holds(made.sent.Header[name]) {
			one.Sort, one.Header = InHeader, name
			t.add(one)
		}
	}
	if t.holds(string(made.sent.Body)) {
		one.Sort, one.Header = InBody, ""
		t.add(one)
	}
}

// prompts looks at what was heard: steps in Go may play prompts of which no fact tells.
func (t *teller) prompts() {
	for _, heard := range t.result.Heard {
		known := slices.ContainsFunc(t.all, func(one Telling) bool { return one.Fact == flows.PromptBegun })
		if known || !t.holds(heard.Media) {
			continue
		}
		one := Telling{Sort: InPrompt, At: heard.At}
		for i := range t.result.Facts {
			if f := &t.result.Facts[i]; f.Step != "" && f.At.Sub(t.result.began) <= heard.At {
				one.Step = f.Step
			}
		}
		t.add(one)
	}
}
