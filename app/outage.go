package app

import (
	"log/slog"
	"maps"
	"sync"
	"time"
)

// outages are reasons for which nobody can be called by an Asterisk, "" for any, each since when. The zero value has
// none.
type outages struct {
	mu    sync.Mutex
	since map[outage]time.Time
}

type outage struct{ asterisk, why string }

// wait says what waits, once for each reason until somebody could be called, and gives after how long that is to be
// tried again: the longer nobody could be, the longer that is, as each of those who wait tries it.
func (o *outages) wait(log *slog.Logger, asterisk, text string, err error) (pause time.Duration) {
	why := outage{asterisk, failureOf(err)}
	o.mu.Lock()
	defer o.mu.Unlock()
	since, told := o.since[why]
	if !told {
		log.Warn(text, "error", err)
		if since = time.Now(); o.since == nil {
			o.since = map[outage]time.Time{}
		}
		o.since[why] = since
	}
	return min(max(jobPause, time.Since(since)/2), callbackPause)
}

// over notes that somebody could be called by an Asterisk: when that fails again it is said again.
func (o *outages) over(asterisk string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	maps.DeleteFunc(o.since, func(was outage, _ time.Time) bool { return was.asterisk == asterisk || was.asterisk == "" })
}
