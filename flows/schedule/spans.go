package schedule

import "time"

// Span is a time during which the file decides by one rule.
type Span struct {
	From, To time.Time
	Open     bool
	// Status and Rule are those of a [Decision].
	Status string
	Rule   string
}

// Spans are what the file says from an instant on, for some days of the
// schedule's calendar and at most [MaxSpanDays]: without gaps and in order. Overrides do not show.
func (s *Schedule) Spans(from time.Time, days int) []Span {
	if s == nil {
		return nil
	}
	from = from.In(s.zone)
	end := from.AddDate(0, 0, min(days, MaxSpanDays))
	var spans []Span
	for at := from; at.Before(end); {
		v, next := s.verdict(at), s.nextBoundary(at)
		if next.After(end) {
			next = end
		}
		if last := len(spans) - 1; last >= 0 && spans[last].Rule == v.rule && spans[last].Status == v.status &&
			spans[last].Open == v.open {
			spans[last].To = next
		} else {
			spans = append(spans, Span{at, next, v.open, v.status, v.rule})
		}
		at = next
	}
	return spans
}
