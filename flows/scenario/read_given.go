package scenario

import (
	"fmt"
	"regexp"
	"slices"
	"time"

	"github.com/ariapp/ariapp/flows/source"
)

// languageName is how a language is written.
var languageName = regexp.MustCompile(`^[A-Za-z]{2,8}([-_][A-Za-z0-9]{1,8})*$`)

// given reads what holds before a call: the test's own, and what it does not say, the file's.
func (r *reader) given(own, shared *source.Node) Given {
	var g Given
	accepted := []string{"to", "from", "from_name", "language", "at", "zone", "patience", "vars", "schedules", "tables",
		"store", "http", "dialled", "agents", "prompts", "missing", "text"}
	fields := map[string]*source.Node{}
	for _, n := range []*source.Node{shared, own} {
		if n == nil {
			continue
		}
		for name, value := range r.fields(n, "given", accepted...) {
			fields[name] = merged(value, fields[name])
		}
	}
	g.Places = Places{}
	for name, n := range fields {
		g.Places[name] = n.Pos
	}
	g.To = r.text(fields["to"], "to", "the number that is dialled")
	if n := fields["text"]; n != nil {
		if g.Text = r.text(n, "text", "what is written"); g.Text == "" {
			r.wrongType(n, "text", "what is written")
		}
	}
	r.whoCalls(&g, fields)
	g.At = r.moment(fields["at"], fields["zone"])
	g.Patience = r.duration(fields["patience"], "patience", time.Millisecond)
	g.Vars = r.vars(fields["vars"], "vars")
	for _, pair := range r.pairs(fields["schedules"], "schedules", "a mapping of schedules to open, closed or holiday") {
		g.Schedules = append(g.Schedules, r.schedule(pair))
	}
	for _, pair := range r.pairs(fields["tables"], "tables", "a mapping of tables to rows") {
		g.Tables = append(g.Tables, r.table(pair))
	}
	if n := fields["store"]; n != nil && n.Kind == source.Scalar {
		g.StoreBroken = r.word(n, "store", statusBroken) != ""
	} else {
		g.Store = r.entries(n)
	}
	g.Dialled = r.dialled(fields["dialled"], asDialled())
	g.Agents = r.dialled(fields["agents"], asAgent())
	g.HTTP = append(r.stubs(own.Get("http"), false), r.stubs(shared.Get("http"), true)...)
	for _, pair := range r.pairs(fields["prompts"], "prompts", "a mapping of prompts to their lengths") {
		length := r.duration(pair.Value, "the length of "+pair.Key.Value, 0)
		if pair.Key.Value == "default" {
			g.PromptLength = length
			continue
		}
		g.Prompts = append(g.Prompts, Length{pair.Key.Value, length, pair.Key.Pos})
	}
	g.Missing = r.names(fields["missing"], "missing", "prompt")
	return g
}

// merged is a mapping of the test's with what the file's has more; any other value is the test's.
func merged(own, shared *source.Node) *source.Node {
	if shared == nil || own.Kind != source.Map || shared.Kind != source.Map {
		return own
	}
	both := *own
	both.Pairs = slices.Clone(own.Pairs)
	for _, pair := range shared.Pairs {
		if own.Get(pair.Key.Value) == nil {
			both.Pairs = append(both.Pairs, pair)
		}
	}
	return &both
}

func (r *reader) whoCalls(g *Given, fields map[string]*source.Node) {
	if from := fields["from"]; from != nil && from.Kind == source.Scalar && from.Value == withheld {
		g.Withheld = true
	} else {
		g.From = r.text(from, "from", "the caller's number, or withheld")
	}
	g.FromName = r.text(fields["from_name"], "from_name", "the caller's name")
	if g.Language = r.text(fields["language"], "language", phraseLanguage); g.Language != "" &&
		!languageName.MatchString(g.Language) {
		r.wrongType(fields["language"], "language", phraseLanguage)
	}
}

const (
	// withheld stands for a number that the caller does not show.
	withheld       = "withheld"
	phraseLanguage = "a language such as en or pt-BR"
	phraseMoment   = "a time such as 2026-03-02T10:00"
)

// momentLayouts are how a time is written.
func momentLayouts() []string {
	return []string{time.RFC3339, "2006-01-02T15:04:05", "2006-01-02T15:04", "2006-01-02 15:04:05", "2006-01-02 15:04",
		time.DateOnly}
}

// moment reads when the call comes in: a Monday morning unless the file says otherwise.
func (r *reader) moment(at, zone *source.Node) time.Time {
	place := time.UTC
	if name := r.text(zone, "zone", "a zone such as Europe/London"); name != "" {
		loaded, err := time.LoadLocation(name)
		if err != nil || name == "Local" {
			r.wrongType(zone, "zone", "a zone such as Europe/London")
			return time.Time{}
		}
		place = loaded
	}
	if at == nil {
		return time.Date(2026, time.March, 2, 9, 0, 0, 0, place)
	}
	if at.Kind == source.Scalar {
		for _, layout := range momentLayouts() {
			t, err := time.ParseInLocation(layout, at.Value, place)
			if err != nil || t.Year() <= 0 {
				continue
			}
			if written, _ := time.Parse(layout, at.Value); layout != time.RFC3339 && !sameClock(t, written) {
				r.errorf(at, "no-such-time", "there is no %s in %s: the clocks go forward then, to %s", at.Value, place,
					t.Format("15:04"))
			}
			return t
		}
	}
	r.wrongType(at, "at", phraseMoment)
	return time.Time{}
}

// sameClock tells whether calendars and clocks show the same.
func sameClock(a, b time.Time) bool {
	const layout = "2006-01-02T15:04:05.999999999"
	return a.Format(layout) == b.Format(layout)
}

// vars reads variables and their values.
func (r *reader) vars(n *source.Node, what string) []Var {
	var vars []Var
	for _, pair := range r.pairs(n, what, "a mapping of names to values") {
		vars = append(vars, Var{pair.Key.Value, literal(pair.Value), pair.Key.Pos})
	}
	return vars
}

// schedule reads what a schedule says: a status, or a status and its rule.
func (r *reader) schedule(pair source.Pair) Schedule {
	s := Schedule{Name: pair.Key.Value, Pos: pair.Key.Pos}
	status := pair.Value
	if pair.Value.Kind == source.Map {
		fields := r.fields(pair.Value, "a schedule", "status", "rule")
		if status = fields["status"]; status == nil {
			r.errorf(pair.Value, "missing-field", "the schedule has no status")
		}
		s.Rule = r.text(fields["rule"], "rule", "what decides, as people read it")
	}
	s.Status = r.word(status, "status", "open", "closed", "holiday", statusBroken)
	return s
}

// table reads the rows of a table.
func (r *reader) table(pair source.Pair) Table {
	t := Table{Name: pair.Key.Value, Pos: pair.Key.Pos}
	if pair.Value.Kind == source.Scalar {
		t.Broken = r.word(pair.Value, "table", statusBroken) != ""
		return t
	}
	if pair.Value.Kind == source.Empty {
		return t
	}
	for _, row := range r.pairs(pair.Value, "a table", "a mapping of keys to rows, or broken") {
		one := Row{Key: row.Key.Value}
		for _, column := range r.pairs(row.Value, "a row", "a mapping of columns to values") {
			if column.Value.Kind == source.List || column.Value.Kind == source.Map {
				r.wrongType(column.Value, column.Key.Value, "a single value")
				continue
			}
			one.Values = append(one.Values, Var{column.Key.Value, literal(column.Value), column.Key.Pos})
		}
		t.Rows = append(t.Rows, one)
	}
	return t
}

// entries reads keys of the store and their values.
func (r *reader) entries(n *source.Node) []Entry {
	var entries []Entry
	for _, pair := range r.pairs(n, "store", "a mapping of keys to values, or broken") {
		entries = append(entries, Entry{Key: pair.Key.Value, Value: literal(pair.Value), Pos: pair.Key.Pos})
	}
	return entries
}

// tooMany reports a list that is longer than it may be.
func (r *reader) tooMany(n *source.Node, what string, most int) bool {
	if len(n.Items) <= most {
		return false
	}
	r.errorf(n, "too-large", "%s", fmt.Sprintf("more than %d %s", most, what))
	return true
}
