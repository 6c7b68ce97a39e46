package scenario

import (
	"strings"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/source"
)

// end reads what must hold when the call is over.
func (r *reader) end(n *source.Node) End {
	var e End
	fields := r.fields(n, "end", "status", "cause", "continue", "path", "visited", "not_visited", "vars", "store",
		"duration", "requests", "dialled", "callees", "queues", "texts", "never", "quiet")
	if fields == nil {
		return e
	}
	e.Places = Places{}
	for name, value := range fields {
		e.Places[name] = value.Pos
	}
	e.Status = flows.Status(r.word(fields["status"], "status", string(flows.Ended), string(flows.HungUp),
		string(flows.Failed), string(flows.Left)))
	if cause := fields["cause"]; cause != nil {
		known := false
		if e.Cause, known = flows.ParseCause(r.text(cause, "cause", "the name of a cause")); !known && cause.Value != "" {
			r.unknown(cause, "unknown-value", "cause", flows.CauseNames())
		}
	}
	e.Continue = r.place(fields["continue"])
	if path := fields["path"]; path != nil {
		e.Path = []string{}
		if path.Kind != source.List {
			r.wrongType(path, "path", "a list of the addresses of steps; ... stands for any number of them")
		}
		for _, name := range path.Items {
			e.Path = append(e.Path, r.text(name, "path", "the address of a step, or ..."))
		}
	}
	e.Visited = r.names(fields["visited"], "visited", "step")
	e.NotVisited = r.names(fields["not_visited"], "not_visited", "step")
	e.Vars = r.vars(fields["vars"], "vars")
	for _, pair := range r.pairs(fields["store"], "store", "a mapping of keys to values") {
		e.Store = append(e.Store, Entry{Key: pair.Key.Value, Value: literal(pair.Value),
			Gone: pair.Value.Kind == source.Empty, Pos: pair.Key.Pos})
	}
	e.Duration = r.span(fields["duration"])
	for _, pair := range r.pairs(fields["requests"], "requests", "a mapping of requests to how often they are made") {
		e.Requests = append(e.Requests, Count{r.request(pair.Key), r.count(pair.Value, "how often"), pair.Key.Pos})
	}
	if dialled := fields["dialled"]; dialled != nil {
		e.Dialled = []string{}
		for _, name := range r.names(dialled, "dialled", "endpoint") {
			e.Dialled = append(e.Dialled, name.Text)
		}
	}
	e.Callees = r.callees(fields["callees"])
	e.Queues = r.queueEnds(fields["queues"])
	e.Texts = r.texts(fields["texts"])
	e.Never = r.nevers(fields["never"])
	e.Quiet = r.duration(fields["quiet"], "quiet", time.Millisecond)
	return e
}

const phraseNever = "a text, {text: …, unless: sent}, or {secret: NAME, unless: sent}"

// nevers reads what nobody may read by the way.
func (r *reader) nevers(n *source.Node) []Never {
	if n == nil {
		return nil
	}
	if len(n.Elements()) == 0 {
		r.wrongType(n, "never", "a list of texts")
	}
	var all []Never
	for _, item := range n.Elements() {
		one := Never{Pos: item.Pos}
		if item.Kind != source.Map {
			one.Text = r.text(item, "what is never told", phraseNever)
			all = append(all, one)
			continue
		}
		fields := r.fields(item, "what is never told", "text", "secret", "unless")
		one.Text = r.text(fields["text"], "text", "a text")
		one.Secret = r.text(fields["secret"], "secret", "the name of a secret")
		one.UnlessSent = r.word(fields["unless"], "unless", sent) != ""
		switch text, secret := fields["text"], fields["secret"]; {
		case text != nil && secret != nil:
			r.errorf(secret, "exclusive-fields", "text and secret exclude each other")
		case text == nil && secret == nil:
			r.wrongType(item, "what is never told", phraseNever)
		}
		all = append(all, one)
	}
	return all
}

// place reads a place in the dialplan.
func (r *reader) place(n *source.Node) *flows.Place {
	if n == nil {
		return nil
	}
	fields := r.fields(n, "continue", "context", "extension", "priority")
	return &flows.Place{Context: r.text(fields["context"], "context", "a context of the dialplan"),
		Extension: r.text(fields["extension"], "extension", "an extension"),
		Priority:  r.text(fields["priority"], "priority", "a priority")}
}

// span reads durations: 5s, 5s..10s, ..10s or 5s.. .
func (r *reader) span(n *source.Node) *Span {
	if n == nil {
		return nil
	}
	const wanted = "a duration, or two with .. between them: 10s..20s, ..20s, 10s.."
	least, most, isSpan := strings.Cut(n.Value, "..")
	if !isSpan {
		most = least
	}
	var s Span
	for _, end := range []struct {
		text string
		into *time.Duration
	}{{least, &s.Least}, {most, &s.Most}} {
		d, ok := parseDuration(end.text)
		if n.Kind != source.Scalar || !ok && !(isSpan && end.text == "") {
			r.wrongType(n, "duration", wanted)
			return nil
		}
		*end.into = d
	}
	if n.Value == ".." || s.Most == 0 && most != "" || most != "" && s.Most < s.Least {
		r.wrongType(n, "duration", wanted)
		return nil
	}
	return &s
}

// possible reports what no call can meet.
func (r *reader) possible(c *Case, end *source.Node) {
	var hungUp *Act
	took := time.Duration(0)
	for i := range c.Acts {
		act := &c.Acts[i]
		took += act.After + act.For
		audible := act.Want.Sort == Prompt || act.Want.Sort == Said || act.Want.Sort == Sounds
		if hungUp != nil && (audible || act.Kind != Expect && act.Kind != Await) {
			r.errorf(&source.Node{Pos: act.Pos}, "impossible",
				"the caller has hung up at line %d: after that only a step, a request or a line of the log can be expected",
				hungUp.Pos.Line)
			return
		}
		if act.Kind == HangUp {
			hungUp = act
		}
		for _, never := range c.End.Never {
			told := act.Want.Sort == Prompt || act.Want.Sort == Said || act.Want.Sort == LogLine
			if told && never.Text != "" && strings.Contains(act.Want.Text, never.Text) {
				r.errorf(&source.Node{Pos: never.Pos}, "impossible", "at line %d the same text is expected", act.Pos.Line)
			}
		}
	}
	e := &c.End
	switch {
	case hungUp != nil && e.Status != "" && e.Status != flows.HungUp:
		r.errorf(end.Get("status"), "impossible", "the caller hangs up at line %d, so the status is %s", hungUp.Pos.Line,
			flows.HungUp)
	case e.Continue != nil && (hungUp != nil || e.Status != "" && e.Status != flows.Left):
		r.errorf(end.KeyNode("continue"), "impossible", "a call that goes on in the dialplan has the status %s", flows.Left)
	case e.Duration != nil && e.Duration.Most > 0 && took > e.Duration.Most:
		r.errorf(end.Get("duration"), "impossible", "the acts alone take %v", took)
	}
	for _, name := range e.NotVisited {
		for _, visited := range e.Visited {
			if name.Text == visited.Text {
				r.errorf(&source.Node{Pos: name.Pos}, "impossible", "%s stands under visited too", name.Text)
			}
		}
		for _, step := range e.Path {
			if name.Text == step || name.Text == flowOf(step) {
				r.errorf(&source.Node{Pos: name.Pos}, "impossible", "%s stands in the path too", name.Text)
				break
			}
		}
	}
}
