package scenario

import (
	"strconv"
	"strings"
	"time"

	"github.com/ariapp/ariapp/flows"
)

// given writes what holds before a call.
func (w *writer) given(g *Given) {
	w.line(2, "given:")
	if g.Text == "" || g.To != "" {
		w.value(3, "to", text(g.To))
	}
	w.value(3, "text", textOrNone(g.Text))
	if g.Withheld {
		w.value(3, "from", withheld)
	}
	w.value(3, "from", textOrNone(g.From))
	w.value(3, "from_name", textOrNone(g.FromName))
	w.value(3, "language", textOrNone(g.Language))
	w.moment(g.At)
	w.value(3, "patience", spanOrNone(g.Patience))
	w.vars(3, "vars", g.Vars)
	if len(g.Schedules) > 0 {
		w.line(3, "schedules:")
	}
	for _, one := range g.Schedules {
		says := one.Status
		if one.Rule != "" {
			says = inline{"status: " + one.Status, "rule: " + text(one.Rule)}.String()
		}
		w.line(4, text(one.Name)+": "+says)
	}
	w.tables(g.Tables)
	if g.StoreBroken {
		w.value(3, "store", statusBroken)
	} else {
		w.entries(3, g.Store)
	}
	w.stubs(g.HTTP)
	w.dialled(g.Dialled, asDialled())
	w.dialled(g.Agents, asAgent())
	if len(g.Prompts) > 0 || g.PromptLength > 0 {
		w.line(3, "prompts:")
	}
	for _, one := range g.Prompts {
		w.line(4, text(one.Prompt)+": "+one.Length.String())
	}
	w.value(4, "default", spanOrNone(g.PromptLength))
	if missing := namesText(g.Missing); len(g.Missing) > 0 {
		w.value(3, "missing", missing)
	}
}

func (w *writer) value(depth int, key, value string) {
	if value != "" {
		w.line(depth, key+": "+value)
	}
}

// moment writes a time with its zone; with its offset where the zone has no name, or has that hour twice.
func (w *writer) moment(at time.Time) {
	if at.IsZero() {
		return
	}
	const layout = "2006-01-02T15:04:05.999999999"
	zone, local := at.Location().String(), at.Format(layout)
	place, err := time.LoadLocation(zone)
	named := err == nil && zone != "" && zone != "Local"
	if again, err := time.ParseInLocation(layout, local, at.Location()); err != nil || !again.Equal(at) || !named {
		local = at.Format(time.RFC3339Nano)
	}
	w.value(3, "at", text(local))
	if named {
		w.value(3, "zone", text(place.String()))
	}
}

func (w *writer) vars(depth int, key string, vars []Var) {
	if len(vars) > 0 {
		w.line(depth, key+":")
	}
	for _, one := range vars {
		w.line(depth+1, text(one.Name)+": "+constant(one.Value))
	}
}

func (w *writer) tables(tables []Table) {
	if len(tables) > 0 {
		w.line(3, "tables:")
	}
	for _, table := range tables {
		if table.Broken {
			w.line(4, text(table.Name)+": "+statusBroken)
			continue
		}
		if len(table.Rows) == 0 {
			w.line(4, text(table.Name)+": {}")
			continue
		}
		w.line(4, text(table.Name)+":")
		for _, row := range table.Rows {
			var columns inline
			for _, value := range row.Values {
				columns.add(text(value.Name), constant(value.Value))
			}
			w.line(5, text(row.Key)+": "+columns.String())
		}
	}
}

func (w *writer) entries(depth int, entries []Entry) {
	if len(entries) > 0 {
		w.line(depth, "store:")
	}
	for _, one := range entries {
		w.line(depth+1, text(one.Key)+": "+constant(one.Value))
	}
}

func (w *writer) stubs(stubs []Stub) {
	if len(stubs) > 0 {
		w.line(3, "http:")
	}
	for _, stub := range stubs {
		var f inline
		if stub.Status != 0 {
			f.add("status", strconv.Itoa(stub.Status))
		}
		f.add("headers", headersText(stub.Header))
		f.add("body", textOrNone(stub.Body))
		f.add("error", textOrNone(stub.Error))
		f.add("after", spanOrNone(stub.After))
		if stub.Times >= 0 {
			f.add("times", strconv.Itoa(stub.Times))
		}
		if stub.Optional {
			f.add("optional", "true")
		}
		w.line(4, "- "+text(stub.Request)+": "+f.String())
	}
}

func namesText(names []Name) string {
	list := make([]string, len(names))
	for i, name := range names {
		list[i] = name.Text
	}
	return texts(list)
}

// end writes what must hold when the call is over.
func (w *writer) end(e *End) {
	var inner writer
	inner.value(3, "status", textOrNone(string(e.Status)))
	if e.Cause != 0 {
		inner.value(3, "cause", text(e.Cause.String()))
	}
	if e.Continue != nil {
		inner.value(3, "continue", placeText(e.Continue))
	}
	if e.Path != nil {
		inner.value(3, "path", texts(e.Path))
	}
	if len(e.Visited) > 0 {
		inner.value(3, "visited", namesText(e.Visited))
	}
	if len(e.NotVisited) > 0 {
		inner.value(3, "not_visited", namesText(e.NotVisited))
	}
	inner.vars(3, "vars", e.Vars)
	inner.entries(3, e.Store)
	if e.Duration != nil {
		inner.value(3, "duration", strings.ReplaceAll(e.Duration.String(), " ", ""))
	}
	if len(e.Requests) > 0 {
		inner.line(3, "requests:")
	}
	for _, one := range e.Requests {
		inner.line(4, text(one.Request)+": "+strconv.Itoa(one.Times))
	}
	if e.Dialled != nil {
		inner.value(3, "dialled", texts(e.Dialled))
	}
	if len(e.Callees) > 0 {
		inner.line(3, "callees:")
	}
	for _, one := range e.Callees {
		inner.line(4, text(one.Endpoint)+": "+texts(one.Heard))
	}
	if len(e.Queues) > 0 {
		inner.line(3, "queues:")
	}
	for _, one := range e.Queues {
		inner.line(4, text(one.Queue)+": "+one.Result)
	}
	inner.texts(e.Texts)
	if len(e.Never) > 0 {
		inner.value(3, "never", neverText(e.Never))
	}
	inner.value(3, "quiet", spanOrNone(e.Quiet))
	if inner.Len() > 0 {
		w.line(2, "end:")
		w.WriteString(inner.String())
	}
}

func neverText(nevers []Never) string {
	list := make([]string, len(nevers))
	for i, one := range nevers {
		if list[i] = text(one.Text); one.Secret == "" && !one.UnlessSent {
			continue
		}
		var f inline
		f.add("text", textOrNone(one.Text))
		f.add("secret", textOrNone(one.Secret))
		if one.UnlessSent {
			f.add("unless", sent)
		}
		list[i] = f.String()
	}
	return "[" + strings.Join(list, ", ") + "]"
}

func placeText(place *flows.Place) string {
	var f inline
	f.add("context", textOrNone(place.Context))
	f.add("extension", textOrNone(place.Extension))
	f.add("priority", textOrNone(place.Priority))
	return f.String()
}
