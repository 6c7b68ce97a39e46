package records

import "strings"

// column is one of the columns of a row.
type column struct {
	name string
	// at is where a row has it: a *string, *Disposition, *int, *int64, or a stamp.
	at func(*Row) any
	// inner tells that it is for the daemon rather than for readers.
	inner bool
}

// columns are those of a row, in the order in which they are written out.
func columns() []column {
	return []column{
		{"id", func(r *Row) any { return &r.ID }, false},
		{"call", func(r *Row) any { return &r.Call }, false},
		{"party", func(r *Row) any { return &r.Party }, false},
		{"clid", func(r *Row) any { return &r.CLID }, false},
		{"src", func(r *Row) any { return &r.Src }, false},
		{"dst", func(r *Row) any { return &r.Dst }, false},
		{"dcontext", func(r *Row) any { return &r.Context }, false},
		{"channel", func(r *Row) any { return &r.Channel }, false},
		{"dstchannel", func(r *Row) any { return &r.DstChannel }, false},
		{"start", func(r *Row) any { return stamp{&r.Start} }, false},
		{"rang", func(r *Row) any { return stamp{&r.Rang} }, false},
		{"answer", func(r *Row) any { return stamp{&r.Answer} }, false},
		{"end", func(r *Row) any { return stamp{&r.End} }, false},
		{"duration", func(r *Row) any { return &r.Duration }, false},
		{"billsec", func(r *Row) any { return &r.BillSec }, false},
		{"disposition", func(r *Row) any { return (*string)(&r.Disposition) }, false},
		{"cause", func(r *Row) any { return &r.Cause }, false},
		{"sip", func(r *Row) any { return &r.SIP }, false},
		{"hangup_by", func(r *Row) any { return &r.HangupBy }, false},
		{"uniqueid", func(r *Row) any { return &r.UniqueID }, false},
		{"linkedid", func(r *Row) any { return &r.LinkedID }, false},
		{"asterisk", func(r *Row) any { return &r.Asterisk }, false},
		{"flow", func(r *Row) any { return &r.Flow }, false},
		{"step", func(r *Row) any { return &r.Step }, false},
		{"version", func(r *Row) any { return &r.Version }, false},
		{"share", func(r *Row) any { return &r.Share }, false},
		{"path", func(r *Row) any { return &r.Path }, false},
		{"steps", func(r *Row) any { return &r.Steps }, false},
		{"result", func(r *Row) any { return &r.Result }, false},
		{"instance", func(r *Row) any { return &r.Instance }, true},
		{"rev", func(r *Row) any { return &r.Rev }, true},
		{"seen", func(r *Row) any { return stamp{&r.Seen} }, true},
	}
}

// quoted is a column's name in a statement: two of them are words of SQL.
func (c column) quoted() string { return `"` + c.name + `"` }

// value is what a row has there, as a parameter.
func (c column) value(d dialect, r *Row) any {
	switch at := c.at(r).(type) {
	case *string:
		return *at
	case *int:
		return int64(*at)
	case *int64:
		return *at
	case stamp:
		return d.time(*at.into)
	}
	return nil
}

// selected are the columns of a statement that reads rows.
func selected() string {
	var names []string
	for _, c := range columns() {
		names = append(names, c.quoted())
	}
	return strings.Join(names, ", ")
}

// scanRow reads a row of [selected] columns.
func scanRow(scan func(...any) error) (Row, error) {
	var r Row
	var places []any
	for _, c := range columns() {
		places = append(places, c.at(&r))
	}
	err := scan(places...)
	return r, err
}
