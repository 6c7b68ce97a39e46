package schedule

import "time"

// event is one VEVENT.
type event struct {
	line      int
	uid, name string
	cancelled bool
	start     *moment
	end       *moment
	lasts     time.Duration
	rule      *property
	also      []moment
	except    []moment
	// instead is the occurrence of the event of the same uid that this one replaces.
	instead *moment
	seen    map[string]bool
}

// set reads one property of the event; those that say nothing about when it is are passed over.
func (e *event) set(p property, local *time.Location) (fault *lineFault) {
	switch p.name {
	case "UID", "SUMMARY", "STATUS", "DTSTART", "DTEND", "DURATION", "RRULE", "RECURRENCE-ID":
		if e.seen[p.name] {
			return p.fault("the event has a second %s", p.name)
		}
		e.seen[p.name] = true
	}
	var some []moment
	switch p.name {
	case "UID":
		e.uid = p.value
	case "SUMMARY":
		e.name = cleanName(plainText(p.value))
	case "STATUS":
		e.cancelled = p.value == "CANCELLED"
	case "DTSTART":
		e.start, fault = parseOne(p, local)
	case "DTEND":
		e.end, fault = parseOne(p, local)
	case "DURATION":
		var ok bool
		if e.lasts, ok = parseDuration(p.value); !ok {
			return p.fault("DURATION must be like P1D or PT8H, not %q", p.value)
		}
	case "RRULE":
		e.rule = &p
	case "RDATE":
		some, fault = parseMoments(p, local)
		e.also = append(e.also, some...)
	case "EXDATE":
		some, fault = parseMoments(p, local)
		e.except = append(e.except, some...)
	case "RECURRENCE-ID":
		if p.params["RANGE"] != "" {
			return p.fault("RECURRENCE-ID with RANGE is not read")
		}
		e.instead, fault = parseOne(p, local)
	case "EXRULE":
		return p.fault("EXRULE is not read; list the dates under EXDATE")
	}
	return fault
}

// finish works out how long the event lasts and holds its parts to one another.
func (e *event) finish() *lineFault {
	wrong := func(reason string) *lineFault { return &lineFault{e.line, reason} }
	switch {
	case e.start == nil:
		return wrong("the event has no DTSTART")
	case e.end != nil && e.lasts > 0:
		return wrong("the event has both DTEND and DURATION")
	case e.end != nil && e.end.isDate != e.start.isDate:
		return wrong("DTSTART and DTEND must both be dates or both be times")
	case e.end != nil && e.start.isDate:
		e.lasts = e.end.wall.Sub(e.start.wall)
		if e.lasts == 0 { // so some programs write one day
			e.lasts = 24 * time.Hour
		}
	case e.end != nil:
		e.lasts = e.end.instant().Sub(e.start.instant())
	case e.start.isDate && e.lasts == 0:
		e.lasts = 24 * time.Hour
	}
	switch {
	case e.lasts < 0:
		return wrong("the event ends before it begins")
	case e.lasts == 0:
		return wrong("the event takes no time: it needs DTEND, DURATION, or a date as DTSTART")
	case e.lasts > MaxEventDays*24*time.Hour:
		return wrong("the event is longer than a year")
	case e.start.isDate && e.lasts%(24*time.Hour) != 0:
		return wrong("an event of whole days lasts whole days")
	}
	for _, some := range [][]moment{e.also, e.except} {
		for _, m := range some {
			if m.isDate != e.start.isDate {
				return wrong("DTSTART, RDATE and EXDATE must all be dates or all be times")
			}
		}
	}
	if e.name == "" {
		e.name = "without a name"
	}
	return nil
}
