package schema

import (
	"strings"
	"time"

	"github.com/ariapp/ariapp/flows"
)

// flowKeys are the keys that flows are made of.
func flowKeys() []key {
	values := func() node { return byName(reference(flows.Any), nameForm) }
	return []key{
		{"include", "Further files, as paths or globs relative to this file: they are read as if they stood here.",
			listOr(single(), 0), nil},
		{"numbers", "Who dialled what goes where: numbers, or patterns of the dialplan such as _2XX, and their flows.",
			byName(anyOf(single(), route()), ""), nil},
		{"vars", "Variables of a call, for ${vars.…}, with the values they begin with.", values(), nil},
		{"config", "Constants of your own, for ${config.…}.", values(), nil},
		{"limits", "What one call may do at most; a call that wants more is ended with the apology.", limits(), nil},
		{"defaults", "Handlers and hotkeys that every flow has unless it has its own.",
			mapping("", append(hooks(), hotkeys(false))...), nil},
		{"flows", "The flows: lists of steps, by name.", byName(flow(), flowForm), nil},
	}
}

func route() node {
	return needing(mapping("A flow, with what else the number tells.",
		key{"flow", "The flow.", single(), nil},
		key{"language", "The language of the call's prompts.", node{"type": "string", "pattern": languageForm}, nil},
		key{"answer_delay", "The time between answer and first sound, instead of the app's.",
			reference(flows.Duration), nil},
		key{"vars", "Variables that have other values than usual.", byName(reference(flows.Any), nameForm), nil},
	), "flow")
}

func limits() node {
	l := flows.DefaultLimits()
	return mapping("",
		key{"max_steps", "How many steps a call may begin in all.", positive(), l.MaxSteps},
		key{"max_same_step", "How often in a row the same step may begin.", positive(), l.MaxSameStep},
		key{"max_nesting", "How many flows may wait for the flow they called.", positive(), l.MaxNesting},
		key{"max_call_time", "How long a call may last.", reference(flows.Duration), span(l.MaxCallTime)})
}

// flow is a flow: its steps, or a mapping that has more to say.
func flow() node {
	keys := append(hooks(), hotkeys(true),
		key{"steps", "The steps of the flow.", reference(flows.Steps), nil},
		key{"params", "Variables of the flow's own, for ${flow.…}, with the values they begin with; a call may set them.",
			byName(reference(flows.Any), nameForm), nil})
	n := anyOf(reference(flows.Steps), needing(mapping("A flow with handlers or params.", keys...), "steps"))
	n["description"] = "A flow: what a caller goes through, step by step."
	return n
}

// hooks are the handlers that a flow and the whole file may have.
func hooks() []key {
	handlers, steps := reference(flows.HandlerSet), reference(flows.Steps)
	return []key{
		{"on_noinput", "What menus and collects do when nothing was pressed.", handlers, nil},
		{"on_nomatch", "What menus and collects do after a wrong entry.", handlers, nil},
		{"on_exhausted", "What menus and collects do when the caller has no attempt left.", handlers, nil},
		{"on_error", "What to do when a step fails and has no on_error itself.", steps, nil},
		{"on_hangup", "What to do when the caller has hung up; only steps that need no telephone.", steps, nil},
	}
}

func hotkeys(mayBeNone bool) key {
	action := anyOf(words([]string{"repeat", "back", "top"}), reference(flows.Steps))
	value := filled(byName(action, "^[0-9A-Da-d*#]{1,3}$"))
	if mayBeNone {
		value = anyOf(words([]string{"none"}), value)
	}
	return key{"hotkeys", "Keys that do the same wherever the call is, unless the present question wants them: " +
		"steps, or one of repeat, back and top.", value, nil}
}

// positive is a whole number from 1.
func positive() node {
	n := whole()
	n["minimum"] = 1
	return n
}

// span is a time span as one would write it.
func span(d time.Duration) string {
	text := d.String()
	if strings.HasSuffix(text, "m0s") {
		text = strings.TrimSuffix(text, "0s")
	}
	if strings.HasSuffix(text, "h0m") {
		text = strings.TrimSuffix(text, "0m")
	}
	return text
}
