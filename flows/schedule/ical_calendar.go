package schedule

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// closedTimes are what one iCal file closes.
type closedTimes struct {
	dates map[date]string
	times []closure
}

func (c closedTimes) count() int { return len(c.dates) + len(c.times) }

// parseCalendar reads an iCal file. Times without a zone are in local. With
// faults there is nothing that it closes.
func parseCalendar(text string, local *time.Location) (closedTimes, []lineFault) {
	c := &calendar{local: local}
	if len(text) > MaxFileBytes {
		return closedTimes{}, []lineFault{{1, fmt.Sprintf("the file has more than %d bytes", MaxFileBytes)}}
	}
	lines, fault := unfold(text)
	if fault != nil {
		return closedTimes{}, []lineFault{*fault}
	}
	for _, line := range lines {
		if line.text == "" {
			continue
		}
		p, fault := parseProperty(line)
		if fault == nil {
			fault = c.property(p)
		}
		if fault != nil {
			c.faults = append(c.faults, *fault)
		}
		if c.lost {
			return closedTimes{}, c.faults
		}
	}
	if len(c.open) > 0 {
		c.faults = append(c.faults, lineFault{lines[len(lines)-1].line, "the file ends within " + c.open[len(c.open)-1]})
	}
	if !c.begun && len(c.faults) == 0 {
		c.faults = append(c.faults, lineFault{1, "the file is no iCal file: it has no BEGIN:VCALENDAR"})
	}
	closed := c.expand()
	if len(c.faults) > 0 {
		return closedTimes{}, c.faults
	}
	return closed, nil
}

// calendar is one pass over an iCal file.
type calendar struct {
	local  *time.Location
	faults []lineFault
	// open are the components that have begun, the innermost last.
	open   []string
	event  *event
	events []*event
	rules  int
	begun  bool
	// lost tells that reading on would only find what follows from the last fault.
	lost bool
}

func (c *calendar) property(p property) *lineFault {
	if p.name == "BEGIN" || p.name == "END" {
		fault := c.bracket(p)
		c.lost = c.lost || fault != nil
		return fault
	}
	switch {
	case len(c.open) == 0:
		c.lost = true
		return p.fault("%s stands outside of a VCALENDAR", p.name)
	case c.event != nil && len(c.open) == 2: // not within an alarm of the event
		return c.event.set(p, c.local)
	}
	return nil
}

// bracket opens and closes components.
func (c *calendar) bracket(p property) *lineFault {
	name := strings.ToUpper(p.value)
	if p.name == "BEGIN" {
		switch {
		case (len(c.open) == 0) != (name == "VCALENDAR"):
			return p.fault("BEGIN:%s does not belong here", clipped(name))
		case name == "VEVENT" && len(c.open) > 1:
			return p.fault("an event within %s", c.open[len(c.open)-1])
		case len(c.open) == MaxComponents:
			return p.fault("components nest deeper than %d", MaxComponents)
		case name == "VEVENT" && len(c.events) == MaxEvents:
			return p.fault("the file has more than %d events", MaxEvents)
		}
		c.open, c.begun = append(c.open, name), true
		if name == "VEVENT" {
			c.event = &event{line: p.line, seen: map[string]bool{}}
		}
		return nil
	}
	if len(c.open) == 0 || c.open[len(c.open)-1] != name {
		return p.fault("END:%s closes nothing", clipped(name))
	}
	c.open = c.open[:len(c.open)-1]
	if name != "VEVENT" {
		return nil
	}
	e := c.event
	c.event = nil
	if fault := e.finish(); fault != nil {
		c.faults = append(c.faults, *fault)
		return nil
	}
	c.events = append(c.events, e)
	if e.rule != nil {
		if c.rules++; c.rules > MaxRules {
			return p.fault("the file has more than %d events that recur", MaxRules)
		}
	}
	return nil
}

// expand lists the days and times of all events, recurrences included.
func (c *calendar) expand() closedTimes {
	closed := closedTimes{dates: map[date]string{}}
	replaced := map[string][]moment{}
	for _, e := range c.events {
		if e.instead != nil {
			replaced[e.uid] = append(replaced[e.uid], *e.instead)
		}
	}
	for _, e := range c.events {
		if e.cancelled {
			continue
		}
		if e.instead == nil && e.uid != "" {
			e.except = slices.Concat(e.except, replaced[e.uid])
		}
		starts, fault := e.starts()
		if fault != nil {
			c.faults = append(c.faults, *fault)
			continue
		}
		for _, start := range starts {
			closed.add(e, start)
			if closed.count() > MaxHolidays {
				c.faults = append(c.faults, lineFault{e.line, fmt.Sprintf("the file closes more than %d days and times",
					MaxHolidays)})
				return closed
			}
		}
	}
	return closed
}

// add closes one occurrence of an event. The first event of a day names it.
func (c *closedTimes) add(e *event, start moment) {
	if !start.isDate {
		from := start.instant()
		c.times = append(c.times, closure{from, from.Add(e.lasts), e.name})
		return
	}
	first := dateOf(start.wall)
	for i := range int(e.lasts / (24 * time.Hour)) {
		on := first.plus(i)
		if _, known := c.dates[on]; !known {
			c.dates[on] = e.name
		}
	}
}

// disjoint orders times and lets the one that begins first have what two share.
func disjoint(times []closure) []closure {
	slices.SortStableFunc(times, func(a, b closure) int { return a.from.Compare(b.from) })
	var apart []closure
	for _, c := range times {
		if last := len(apart) - 1; last >= 0 && c.from.Before(apart[last].to) {
			c.from = apart[last].to
		}
		if c.from.Before(c.to) {
			apart = append(apart, c)
		}
	}
	return apart
}

// clipped is a word of the file short enough for a finding.
func clipped(word string) string {
	if len(word) > MaxNameRunes {
		return word[:MaxNameRunes] + "…"
	}
	return word
}
