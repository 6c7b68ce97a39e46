package scenario

import (
	"cmp"
	"fmt"
	"strings"
	"time"
	"unicode"

	"github.com/ariapp/ariapp/flows"
)

// wanted is what an act wants, as it reads behind "wanted". Keys are not named:
// they may be somebody's secret.
func (a *Act) wanted() string {
	within := ""
	if a.Within > 0 {
		within = " within " + a.Within.String()
	}
	switch a.Kind {
	case Press:
		return "keys to be pressed"
	case Wait:
		return fmt.Sprintf("the call to go on for %v", a.For)
	case Silence:
		return fmt.Sprintf("silence for %v", a.For)
	case HangUp:
		return "the caller to hang up"
	}
	return a.Want.String() + within
}

// String is the want as it reads behind "wanted".
func (w *Want) String() string {
	switch w.Sort {
	case StepBegins:
		return "step " + w.Text + " to begin"
	case LogLine:
		level := ""
		if w.Level != "" {
			level = w.Level + " "
		}
		return fmt.Sprintf("a %sline of the log with %q", level, w.Text)
	case Asked:
		return w.Text + " to be asked for"
	case Sounds:
		return "to hear the sounds " + strings.Join(w.Sounds, ", ") + w.spoken()
	}
	return "to hear " + w.Text + w.spoken()
}

func (w *Want) spoken() string {
	if w.Language == "" {
		return ""
	}
	return " in " + w.Language
}

// nothing is what was instead of what did not come in time.
func (c *caller) nothing(act *Act) string {
	text := ""
	switch act.Want.Sort {
	case StepBegins, LogLine, Asked:
		text = fmt.Sprintf("that did not come within %v", c.bound(act))
	default:
		text = fmt.Sprintf("nothing new was heard for %v", c.bound(act))
	}
	return text + c.nearly()
}

// nearly tells what came instead, if anything did.
func (c *caller) nearly() string {
	if c.near == "" {
		return ""
	}
	return "; " + c.near
}

// when is a time of the call.
func (c *caller) when(at time.Duration) string { return fmt.Sprintf(" after %v", rounded(at)) }

func rounded(d time.Duration) time.Duration { return d.Round(time.Millisecond) }

// ending tells how the call ended.
func (r *Result) ending() string {
	switch r.Outcome.Status {
	case flows.Left:
		return "the call went on in the dialplan" + dialplan(r.Went)
	case flows.HungUp:
		return fmt.Sprintf("the caller hung up (%v)", r.Outcome.Cause)
	case flows.Failed:
		return "the call failed: " + shown(fmt.Sprint(r.Outcome.Err))
	case flows.Detached:
		return "the call was let go"
	}
	return fmt.Sprintf("the call ended (%v)", r.Outcome.Cause)
}

// dialplan is a place as the dialplan writes it, behind what leads there.
func dialplan(place *flows.Place) string {
	if place == nil || *place == (flows.Place{}) {
		return ""
	}
	return fmt.Sprintf(" at %s,%s,%s", cmp.Or(place.Context, "(its context)"),
		cmp.Or(place.Extension, "(its extension)"), cmp.Or(place.Priority, "1"))
}

// shown is a text on one line, without what would move a terminal's cursor.
func shown(text string) string {
	text, _, _ = strings.Cut(text, "\n")
	if runes := []rune(text); len(runes) > traceTextMax {
		text = string(runes[:traceTextMax-1]) + "…"
	}
	return strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) {
			return r
		}
		return '�'
	}, text)
}
