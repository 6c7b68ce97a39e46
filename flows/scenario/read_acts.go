package scenario

import (
	"strings"
	"time"

	"github.com/ariapp/ariapp/flows/source"
)

const phraseActs = "a list of expect, await, press, wait, silence and hangup"

// acts reads what happens in a call, in order.
func (r *reader) acts(n *source.Node) []Act {
	if n.Kind != source.List {
		r.wrongType(n, "acts", phraseActs)
		return nil
	}
	if r.tooMany(n, "acts", actsMax) {
		return nil
	}
	var acts []Act
	for _, item := range n.Items {
		acts = append(acts, r.act(item)...)
	}
	return acts
}

// actKinds are the acts, with the keys that may stand beside each.
func actKinds() []ActKind { return []ActKind{Expect, Await, Press, Wait, Silence, HangUp} }

// act reads one act; a list of things to hear is one act each.
func (r *reader) act(n *source.Node) []Act {
	if n.Kind == source.Scalar && n.Value == string(HangUp) {
		return []Act{{Kind: HangUp, Pos: n.Pos}}
	}
	if n.Kind != source.Map || len(n.Pairs) == 0 {
		r.wrongType(n, "an act", "one of expect, await, press, wait, silence and hangup, such as {press: 1}")
		return nil
	}
	var kind ActKind
	for _, known := range actKinds() {
		if n.Get(string(known)) == nil {
			continue
		}
		if kind != "" {
			r.errorf(n.KeyNode(string(known)), "exclusive-fields", "%s and %s are two acts: begin each with a dash", kind, known)
			return nil
		}
		kind = known
	}
	if kind == "" {
		r.unknown(n.Pairs[0].Key, "unknown-key", "act", []string{"expect", "await", "press", "wait", "silence", "hangup"})
		return nil
	}
	act := Act{Kind: kind, Pos: n.Pos}
	beside := map[ActKind]string{Expect: "within", Await: "within", Press: "after", HangUp: "after"}[kind]
	accepted := []string{string(kind)}
	if beside != "" {
		accepted = append(accepted, beside)
	}
	fields := r.fields(n, "an act", accepted...)
	value := fields[string(kind)]
	switch kind {
	case Press:
		act.Keys = r.keys(value)
	case Wait, Silence:
		act.For = r.duration(value, string(kind), time.Millisecond)
	case HangUp:
		if value.Kind != source.Empty {
			r.wrongType(value, "hangup", "nothing; write `- hangup`, or `- {hangup: , after: 2s}`")
		}
	default:
		act.Within = r.duration(fields["within"], "within", time.Millisecond)
		return r.wants(act, value)
	}
	act.After = r.duration(fields["after"], "after", 0)
	return []Act{act}
}

// wants reads what is expected or awaited.
func (r *reader) wants(act Act, n *source.Node) []Act {
	if n.Kind == source.Empty || n.Kind == source.List && len(n.Items) == 0 {
		r.wrongType(n, string(act.Kind), phraseWant)
		return nil
	}
	if n.Kind == source.List && r.tooMany(n, "prompts", actsMax) {
		return nil
	}
	var acts []Act
	for i, item := range n.Elements() {
		one := act
		if n.Kind == source.List {
			one.Pos = item.Pos
		}
		if i > 0 {
			one.Kind = Expect // what is awaited first begins what is heard
		}
		one.Want = r.want(item)
		acts = append(acts, one)
	}
	return acts
}

const phraseWant = "a prompt, or one of {say: …}, {sounds: […]}, {step: …}, {http: …} and {log: …}"

// want reads one thing to hear or to see.
func (r *reader) want(n *source.Node) Want {
	if n.Kind == source.Scalar && n.Value != "" {
		return Want{Sort: Prompt, Text: n.Value}
	}
	if n.Kind != source.Map || len(n.Pairs) == 0 {
		r.wrongType(n, "what is expected", phraseWant)
		return Want{}
	}
	var w Want
	beside := map[Sort][]string{Prompt: {"language"}, Said: {"language"}, Sounds: {"language"}, StepBegins: nil,
		Asked: {"json", "body", "headers"}, LogLine: {"level"}}
	sorts := []Sort{Prompt, Said, Sounds, StepBegins, Asked, LogLine}
	for _, sort := range sorts {
		if n.Get(string(sort)) == nil {
			continue
		}
		if w.Sort != "" {
			r.errorf(n.KeyNode(string(sort)), "exclusive-fields", "%s and %s are two things to expect", w.Sort, sort)
			return w
		}
		w.Sort = sort
	}
	if w.Sort == "" {
		r.unknown(n.Pairs[0].Key, "unknown-key", "key", []string{"prompt", "say", "sounds", "step", "http", "log"})
		return w
	}
	fields := r.fields(n, "what is expected", append([]string{string(w.Sort)}, beside[w.Sort]...)...)
	r.wantOf(&w, fields, fields[string(w.Sort)])
	return w
}

func (r *reader) wantOf(w *Want, fields map[string]*source.Node, value *source.Node) {
	switch w.Sort {
	case Said:
		w.Text = r.spoken(value)
	case Sounds:
		for _, name := range r.names(value, "sounds", "sound") {
			w.Sounds = append(w.Sounds, name.Text)
		}
	case StepBegins:
		if w.Text = r.text(value, "step", phraseAddress); w.Text != "" && !strings.Contains(w.Text, "/") {
			r.wrongType(value, "step", phraseAddress)
		}
	case Asked:
		w.Text = r.request(value)
		w.Header = r.headers(fields["headers"])
		if n := fields["body"]; n != nil {
			w.Body = r.text(n, "body", "a text")
		}
		if n := fields["json"]; n != nil {
			if w.JSON = literal(n); w.JSON == nil {
				r.wrongType(n, "json", "a value")
			}
		}
	case LogLine:
		w.Text = r.text(value, "log", "a text of the line")
		w.Level = r.word(fields["level"], "level", "debug", "info", "warn", "error")
	default:
		w.Text = r.text(value, "prompt", "the name of a prompt")
	}
	w.Language = r.text(fields["language"], "language", phraseLanguage)
}

const phraseAddress = "the address of a step: flow/id"

// saidSchemes are what can be said, and the options of each, in the order in which the step say writes them.
func saidSchemes() map[string][]string {
	return map[string][]string{"number": {"gender"}, "ordinal": {"gender"}, "digits": nil, "characters": nil,
		"phone": nil, "date": {"zone", "weekday", "year"}, "time": {"zone", "clock"},
		"datetime": {"zone", "clock", "weekday", "year"}, "duration": nil, "money": {"currency"}, "text": nil}
}

// spoken reads something said, as the step say has it, into a prompt's text.
func (r *reader) spoken(n *source.Node) string {
	const wanted = "what is said, as the step say has it: {money: 105.50, currency: USD}"
	if n.Kind != source.Map || len(n.Pairs) == 0 {
		r.wrongType(n, "say", wanted)
		return ""
	}
	scheme, value := "", ""
	var accepted []string
	for _, name := range []string{"number", "ordinal", "digits", "characters", "phone", "date", "time", "datetime",
		"duration", "money", "text"} {
		item := n.Get(name)
		if item == nil {
			continue
		}
		if scheme != "" {
			r.errorf(n.KeyNode(name), "exclusive-fields", "%s and %s exclude each other: one thing is said", scheme, name)
			return ""
		}
		scheme, value = name, r.text(item, name, "a single value")
		accepted = append([]string{name}, saidSchemes()[name]...)
	}
	if scheme == "" {
		r.wrongType(n, "say", wanted)
		return ""
	}
	fields := r.fields(n, "say", accepted...)
	text := scheme
	for _, option := range accepted[1:] {
		item := fields[option]
		if item == nil {
			continue
		}
		if strings.ContainsAny(item.Value, ";:=") {
			r.wrongType(item, option, "a single value without ; : and =")
		}
		text += ";" + option + "=" + r.text(item, option, "a single value")
	}
	return text + ":" + value
}
