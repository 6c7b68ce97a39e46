package gist

import (
	"slices"
	"strconv"
	"strings"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/source"
)

// telling are the fields that say what a step of a kind is about, in their
// order; those of kinds that do not stand here are told with their names.
func telling() map[string][]string {
	return map[string][]string{
		"menu": {"prompt", "prompts"}, "collect": {"prompt", "prompts"}, "play": {"media"}, "if": {"is"},
		"hours": {"schedule"}, "override": {"schedule", "mode"}, "lookup": {"table", "key"}, "store": {"key"},
		"call": {"flow"}, "goto": {"to"}, "continue": {"context", "extension", "priority"},
		"hangup": {"cause"}, "reject": {"cause"}, "switch": {"value"}, "log": {"text"}, "return": {"status"},
		"tone": {"name"}, "moh": {"class", "time"}, "wait": {"time"}, "silence": {"time"}, "ring": {"time"},
		"language": {"name"}, "http": {"method", "url"},
		"transfer": {"to", "extension", "context"}, "dialplan": {"context", "extension", "priority"},
		"message": {"to", "text"}, "record": {"name"}, "record_call": {"do", "name"},
		"voicemail": {"mailbox"}, "voicemail_menu": {"mailbox"}, "directory": {"by"},
		"conference": {"room"}, "park": {"lot", "slot"}, "retrieve": {"lot", "slot"}, "bridge": {"name", "call"},
		"hold": {"time"},
	}
}

// Words say in one line what a step is about; "" where its kind says all.
func (x *Index) Words(step *flows.Placed) string {
	fields := x.Fields(step)
	value := func(name string) string {
		for _, field := range fields {
			if field.Name == name {
				return x.plain(field.Value)
			}
		}
		return ""
	}
	var parts []string
	switch names, known := telling()[step.Kind]; {
	case step.Spec.Free:
		parts = x.assignments(step, fields)
	case step.Kind == "split":
		parts = []string{x.shares(x.Field(step, "ways"))}
	case step.Kind == "dial":
		parts = []string{x.endpoints(x.Field(step, "targets")), x.endpoints(x.Field(step, "rounds"))}
	case step.Kind == "repeat":
		parts = rounds(value("times"), value("while"))
	case known:
		for _, name := range names {
			if name == "prompts" {
				parts = append(parts, x.attempts(x.Field(step, name))...)
				continue
			}
			parts = append(parts, value(name))
		}
		parts = append(parts, digitsOf(step.Kind, value)...)
	default:
		parts = x.others(step, fields)
	}
	return clip(strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), between(step.Kind)))
}

// between parts the words of a kind.
func between(kind string) string {
	switch kind {
	case "http", "hangup":
		return " "
	case "set":
		return ", "
	}
	return " · "
}

// assignments are the fields of a step that takes any: variables with their values.
func (x *Index) assignments(step *flows.Placed, fields []Field) []string {
	var parts []string
	for _, field := range fields {
		if isShared(field.Name) {
			continue
		}
		shown := x.plain(field.Value)
		if x.IsSecretField(step, field.Name) {
			shown = Stars
		}
		parts = append(parts, oneLine(field.Name)+" = "+shown)
	}
	return parts
}

// digitsOf says what a collect takes.
func digitsOf(kind string, value func(string) string) []string {
	if kind != "collect" {
		return nil
	}
	var parts []string
	least, most := value("min"), value("max")
	switch {
	case value("length") != "":
		parts = append(parts, value("length")+" digits")
	case least != "" && most != "":
		parts = append(parts, least+" to "+most+" digits")
	case most != "":
		parts = append(parts, "up to "+most+" digits")
	case least != "":
		parts = append(parts, "at least "+least+" digits")
	}
	if secret := value("secret"); secret != "" && secret != "false" { // a pattern would tell it
		return append(parts, "secret")
	}
	return append(parts, value("pattern"), value("values"))
}

// attempts are the prompts of each attempt, told apart where there are several.
func (x *Index) attempts(prompts *source.Node) []string {
	var parts []string
	for i, one := range prompts.Elements() {
		text := x.plain(one)
		if len(prompts.Elements()) > 1 {
			text = ordinal(strconv.Itoa(i+1)) + ": " + text
		}
		parts = append(parts, text)
	}
	return parts
}

// endpoints are those that a dial rings, one round after the other.
func (x *Index) endpoints(targets *source.Node) string {
	if targets == nil {
		return ""
	}
	var one []string
	for _, item := range targets.Elements() {
		switch {
		case item.Kind == source.List:
			one = append(one, x.endpoints(item))
		case item.Kind == source.Map:
			one = append(one, x.plain(item.Get("endpoint")))
		default:
			one = append(one, x.plain(item))
		}
	}
	if slices.ContainsFunc(targets.Elements(), func(n *source.Node) bool { return n.Kind == source.List }) {
		return strings.Join(one, ", then ")
	}
	return strings.Join(one, ", ")
}

func rounds(times, while string) []string {
	if times != "" {
		times += " times"
	}
	if while != "" {
		while = "while " + while
	}
	return []string{times, while}
}

// shares are the weights of a split.
func (x *Index) shares(ways *source.Node) string {
	var parts []string
	for _, way := range ways.Elements() {
		parts = append(parts, x.plain(way.Get("weight")))
	}
	return strings.Join(parts, " : ")
}

// others are the fields of a kind that nobody has told about: all but steps.
func (x *Index) others(step *flows.Placed, fields []Field) []string {
	var parts []string
	for _, field := range fields {
		switch {
		case isShared(field.Name) || holdsSteps(step, field.Name):
		case IsSecret(field.Name):
		case field.Name == step.Spec.Short:
			parts = append(parts, x.plain(field.Value))
		default:
			parts = append(parts, strings.ReplaceAll(field.Name, "_", " ")+" "+x.plain(field.Value))
		}
	}
	return parts
}

func isShared(name string) bool {
	return slices.ContainsFunc(flows.CommonFields(), func(f flows.Field) bool { return f.Name == name })
}

// holdsSteps tells whether steps stand in a field.
func holdsSteps(step *flows.Placed, name string) bool {
	for _, block := range step.Blocks() {
		if first, _, _ := strings.Cut(block.Label(), "."); first == name {
			return true
		}
	}
	return false
}

// When is the condition of a step as it is written, "" for none.
func (x *Index) When(step *flows.Placed) string {
	text := x.plain(x.Field(step, "when"))
	if inner, ok := strings.CutPrefix(text, "${"); ok && strings.HasSuffix(inner, "}") {
		text = strings.TrimSpace(strings.TrimSuffix(inner, "}"))
	}
	return clip(text)
}
