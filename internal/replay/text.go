package replay

import (
	"fmt"
	"io"
	"time"

	"github.com/ariapp/ariapp/flows"
)

// Text tells the result for people: that the steps are the same, or where the
// call parts, with what was before.
func (r *Result) Text(w io.Writer) {
	call := r.script.entered.Call
	fmt.Fprintf(w, "call %s to %s at %s, recorded with version %s\n", r.Call.ID, shown(call.To),
		r.script.start.UTC().Format("2006-01-02 15:04:05 MST"), shown(r.script.entered.Version))
	if r.Verdict == Same {
		fmt.Fprintf(w, "the same %s\n", counted(r.Steps, "step"))
		r.tellTried(w)
		r.tellDrawn(w)
		r.tellChanged(w)
		return
	}
	r.tellPart(w)
	r.tellChanged(w)
	r.tellTrace(w)
}

func (r *Result) tellPart(w io.Writer) {
	at := ""
	if r.Pos.Line != 0 {
		at = ", at " + r.Pos.String()
	}
	before := fmt.Sprintf("%s went the same", counted(r.Steps, "step"))
	switch {
	case r.Secret != "":
		fmt.Fprintf(w, "not known: %s, and from there on it depends on keys of %s that are not recorded%s\n", before,
			r.Secret, at)
	case r.Lacks != "":
		fmt.Fprintf(w, "not known: %s, and from there on it depends on what is not recorded: %s%s\n", before,
			shown(r.Lacks), at)
	case r.Verdict == Unknown:
		fmt.Fprintf(w, "not known: %s, and from there on it depends on an answer that is not recorded%s\n", before, at)
	default:
		fmt.Fprintf(w, "another way: %s%s\n", before, at)
	}
	was := ""
	if r.Was.Line != 0 {
		was = " (" + r.Was.String() + " of then)"
	}
	fmt.Fprintf(w, "  recorded: %s%s\n  today:    %s\n", r.Recorded, was, r.Today)
	if r.Secret != "" {
		fmt.Fprintf(w, "  give the keys: --secret %s=DIGITS\n", r.Secret)
	}
}

func (r *Result) tellTried(w io.Writer) {
	for _, step := range r.Tried {
		fmt.Fprintf(w, "  with keys that are not recorded, and were found by trying: %s\n", step)
	}
}

func (r *Result) tellDrawn(w io.Writer) {
	if r.Drawn {
		fmt.Fprint(w, "  with an order of telephones that is drawn, and was found by trying\n")
	}
}

func (r *Result) tellChanged(w io.Writer) {
	for i, c := range r.Changed {
		if i == promptsShown {
			fmt.Fprintf(w, "  and %s more are other ones\n", counted(len(r.Changed)-i, "prompt"))
			return
		}
		fmt.Fprintf(w, "  another prompt: %s played %s, today %s\n", c.Step, shown(c.Recorded), shown(c.Today))
	}
}

// tellTrace shows what was before the call parted, and what then came.
func (r *Result) tellTrace(w io.Writer) {
	if r.last == nil {
		return
	}
	fmt.Fprint(w, "what was recorded there\n")
	at := len(r.script.facts)
	if r.last.marks < len(r.script.marksAt) {
		at = r.script.marksAt[r.last.marks]
	}
	shownFacts(w, r.script.facts[max(at-factsShown, 0):min(at+2, len(r.script.facts))], r.script.start)
	fmt.Fprint(w, "what comes today\n")
	facts := r.last.facts
	shownFacts(w, facts[max(len(facts)-factsShown-1, 0):], r.script.start)
}

func shownFacts(w io.Writer, facts []flows.Fact, start time.Time) {
	for _, f := range facts {
		text := otherText(f)
		switch {
		case isMark(f):
			text = markText(f)
		case text == "":
			continue
		default:
			text = "  " + text
		}
		fmt.Fprintf(w, "%10.3f  %s\n", f.At.Sub(start).Seconds(), text)
	}
}
