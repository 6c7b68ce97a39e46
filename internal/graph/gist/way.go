package gist

import (
	"strconv"
	"strings"

	"github.com/ariapp/ariapp/flows"
)

// Label is a way on from a step in words.
type Label struct {
	Text string
	// Key tells that Text is what the caller presses.
	Key bool
	// Handler tells that the way is one for what goes wrong.
	Handler bool
}

// events are the names of handlers in words.
func events() map[string]string {
	return map[string]string{"on_noinput": "no input", "on_nomatch": "no match", "on_exhausted": "no attempt left",
		"on_error": "on error", "on_hangup": "on hangup",
		"on_busy": "busy", "on_no_answer": "no answer", "on_unavailable": "unavailable", "on_congestion": "congestion",
		"on_rejected": "rejected", "on_confirm_failed": "not confirmed", "on_declined": "declined",
		"on_failed": "failed", "on_timeout": "timeout"}
}

// LabelOf says the label of a way, or of a block, in words.
func (x *Index) LabelOf(step *flows.Placed, label string) Label {
	first, rest, _ := strings.Cut(label, ".")
	if event, ok := events()[first]; ok {
		return Label{Text: event + nth(rest), Handler: true}
	}
	switch first {
	case "choices", "hotkeys", "exit_keys":
		return Label{Text: oneLine(rest), Key: true}
	case "direct_dial":
		text := "extension"
		if step != nil {
			if allow := x.Field(step, "direct_dial").Get("allow"); allow != nil {
				text = x.Value(allow)
			}
		}
		return Label{Text: text, Key: true}
	case "cases":
		if step != nil && x.IsSecretChoice(step) {
			return Label{Text: "is " + Stars}
		}
		return Label{Text: "is " + oneLine(rest)}
	case "ways":
		return Label{Text: "way " + rest + x.share(step, rest)}
	case "default":
		return Label{Text: "otherwise"}
	case "passed":
		return Label{Text: "otherwise"}
	case "exhausted":
		return Label{Text: "no attempt left", Handler: true}
	case "steps":
		return Label{Text: "each round"}
	}
	return Label{Text: oneLine(strings.ReplaceAll(label, "_", " "))}
}

// nth is the count of a handler, "" for always.
func nth(count string) string {
	if count == "" {
		return ""
	}
	return ", " + ordinal(count)
}

func ordinal(count string) string {
	switch count {
	case "1":
		return "1st"
	case "2":
		return "2nd"
	case "3":
		return "3rd"
	}
	return count + "th"
}

// share is the share of callers that a split deals a way, "" for another step.
func (x *Index) share(step *flows.Placed, way string) string {
	if step == nil {
		return ""
	}
	sum, own := 0, 0
	for i, one := range x.Field(step, "ways").Elements() {
		weight, err := strconv.Atoi(x.plain(one.Get("weight")))
		if err != nil {
			return ""
		}
		if sum += weight; strconv.Itoa(i+1) == way {
			own = weight
		}
	}
	if sum == 0 {
		return ""
	}
	return " (" + strconv.FormatFloat(float64(own)*100/float64(sum), 'g', 3, 64) + "%)"
}
