package steps

import (
	"strconv"
	"time"

	"github.com/ariapp/ariapp/flows"
)

// queueSaid is what a caller has been told of their place: it survives the process.
type queueSaid struct {
	// Place is the last place that was told, 0 for none, At when it had been told.
	Place int       `json:"place,omitempty"`
	At    time.Time `json:"at,omitzero"`
	// Hold is the last time of waiting that was told.
	Hold time.Duration `json:"hold,omitempty"`
	// Round is how many periodic prompts were heard, Next when the next one is due.
	Round int       `json:"round,omitempty"`
	Next  time.Time `json:"next,omitzero"`
	// Offered tells that a call-back was offered.
	Offered bool `json:"offered,omitempty"`
}

// place is what a caller is told now of how things are, none for nothing; hold is the time of waiting in it.
func (s *queueSaid) place(a *flows.QueueAnnounce, v flows.QueueView, now time.Time) (media []string,
	hold time.Duration) {
	if a.Frequency <= 0 || !v.Known || v.Position < 1 || v.Result != "" {
		return nil, 0
	}
	since := now.Sub(s.At)
	begins := s.At.IsZero()
	switch {
	case !begins && since < a.MinGap:
		return nil, 0
	case !begins && v.Position == s.Place && since < a.Frequency:
		return nil, 0
	case s.Place > 0 && a.OnlyImproved && v.Position >= s.Place:
		return nil, 0
	case v.Position == 1 && !a.FirstInLine && s.Place <= 1: // who is first already need not hear it
		return nil, 0
	}
	media = placeMedia(a, v.Position)
	if hold = s.hold(a, v); hold > 0 {
		media = append(media, holdMedia(hold, a.RoundSeconds)...)
	}
	if len(media) == 0 {
		return nil, 0
	}
	return append(media, thanksMedia(a)...), hold
}

// placeDue is when place may have something to say though nothing happens.
func (s *queueSaid) placeDue(a *flows.QueueAnnounce, v flows.QueueView) time.Time {
	if a.Frequency <= 0 || !v.Known || s.At.IsZero() || v.Result != "" {
		return time.Time{}
	}
	improved := v.Position < s.Place
	switch {
	case s.Place > 0 && a.OnlyImproved && !improved, v.Position == 1 && !a.FirstInLine && s.Place <= 1:
		return time.Time{}
	case v.Position != s.Place:
		return s.At.Add(a.MinGap)
	}
	return s.At.Add(max(a.Frequency, a.MinGap))
}

// placeMedia tells a place.
func placeMedia(a *flows.QueueAnnounce, place int) []string {
	switch {
	case a.Position == flows.QueueSayNo || a.Position == "":
		return nil
	case place == 1:
		return []string{"queue-youarenext"}
	case place <= a.Limit || a.Position == flows.QueueSayYes:
		return []string{"queue-thereare", "number:" + strconv.Itoa(place), "queue-callswaiting"}
	case a.Position == flows.QueueSayMore:
		return []string{"queue-quantity1", "number:" + strconv.Itoa(a.Limit), "queue-quantity2"}
	}
	return nil
}

// hold is the time of waiting that is told, 0 for none: who is first hears none, and others a new one only when it
// differs by more than a minute and a fifth.
func (s *queueSaid) hold(a *flows.QueueAnnounce, v flows.QueueView) time.Duration {
	switch {
	case v.Position == 1 || !v.WaitKnown || v.Wait <= 0:
		return 0
	case a.HoldTime != flows.QueueSayYes && (a.HoldTime != flows.QueueSayOnce || s.Hold > 0):
		return 0
	case s.Hold > 0 && (v.Wait-s.Hold).Abs() <= max(time.Minute, s.Hold/5):
		return 0
	}
	if minutes, seconds := holdParts(v.Wait, a.RoundSeconds); minutes == 0 && seconds == 0 {
		return 0
	}
	return v.Wait
}

// holdParts are the minutes and seconds that are told: whole minutes, unless seconds are rounded to round of them.
func holdParts(hold time.Duration, round int) (minutes, seconds int) {
	if round <= 0 {
		return int((hold + time.Minute/2) / time.Minute), 0
	}
	unit := time.Duration(round) * time.Second
	hold = (hold + unit/2) / unit * unit
	return int(hold / time.Minute), int(hold % time.Minute / time.Second)
}

func holdMedia(hold time.Duration, round int) []string {
	minutes, seconds := holdParts(hold, round)
	return append([]string{"queue-holdtime"}, spanMedia(minutes, seconds)...)
}

// spanMedia tells minutes and seconds.
func spanMedia(minutes, seconds int) []string {
	var media []string
	if minutes == 1 {
		media = append(media, "number:1", "queue-minute")
	} else if minutes > 1 {
		media = append(media, "number:"+strconv.Itoa(minutes), "queue-minutes")
	}
	if seconds > 0 {
		media = append(media, "number:"+strconv.Itoa(seconds), "queue-seconds")
	}
	return media
}

func thanksMedia(a *flows.QueueAnnounce) []string {
	switch {
	case a.NoThanks:
		return nil
	case len(a.Thanks) > 0:
		return a.Thanks
	}
	return []string{"queue-thankyou"}
}

// WaitedMedia tells an agent how long a caller has waited, nothing where it is less than a second.
func WaitedMedia(waited time.Duration) []string {
	minutes, seconds := int(waited/time.Minute), int(waited%time.Minute/time.Second)
	if minutes == 0 && seconds == 0 {
		return nil
	}
	return append([]string{"queue-reporthold"}, spanMedia(minutes, seconds)...)
}

// told notes that a place has been told.
func (s *queueSaid) told(place int, hold time.Duration, now time.Time) {
	s.Place, s.At = place, now
	if hold > 0 {
		s.Hold = hold
	}
}

// begin notes when the first periodic prompt is due.
func (s *queueSaid) begin(p *flows.QueuePeriodic, now time.Time) {
	if s.Next.IsZero() && len(p.Media) > 0 && p.Every > 0 {
		first := p.StartDelay
		if first <= 0 {
			first = p.Every
		}
		s.Next = now.Add(first)
	}
}

// periodic is the prompt that is due, "" for none. seed draws lots, the same for the same caller.
func (s *queueSaid) periodic(p *flows.QueuePeriodic, now time.Time, seed uint64) string {
	if s.Next.IsZero() || now.Before(s.Next) || len(p.Media) == 0 {
		return ""
	}
	at := s.Round
	if p.Random {
		at = int((seed ^ uint64(s.Round)*0x9e3779b97f4a7c15) % 1_000_003)
	}
	return p.Media[at%len(p.Media)]
}

// heard notes that a periodic prompt is over, which began at since: the time to the next one counts from there on, or
// from now.
func (s *queueSaid) heard(p *flows.QueuePeriodic, since, now time.Time) {
	if s.Round++; p.Relative {
		since = now
	}
	s.Next = since.Add(max(p.Every, periodicLeast))
}
