package fakeari

import "time"

// talk is a stretch of time in which somebody speaks.
type talk struct{ from, to time.Time }

// Speak lets the caller say something for a while, from now on; who is not
// speaking is silent. Recordings that wait for silence hear it, and so does
// Recorded.Talking. Spoken again before the end it goes on from that end.
func (c *Call) Speak(length time.Duration) {
	c.server.mu.Lock()
	defer c.server.mu.Unlock()
	c.speak(length)
}

func (c *Call) speak(length time.Duration) {
	if c.ending != nil || length <= 0 {
		return
	}
	now := time.Now()
	if n := len(c.talks); n > 0 && c.talks[n-1].to.After(now) {
		c.talks[n-1].to = c.talks[n-1].to.Add(length)
	} else if n < talksMax {
		c.talks = append(c.talks, talk{now, now.Add(length)})
	}
	c.newSilence()
}

// Silent lets the caller stop speaking.
func (c *Call) Silent() {
	c.server.mu.Lock()
	defer c.server.mu.Unlock()
	now := time.Now()
	if n := len(c.talks); n > 0 && c.talks[n-1].to.After(now) {
		c.talks[n-1].to = now
	}
	c.newSilence()
}

// newSilence lets those that wait for silence wait anew.
func (c *Call) newSilence() {
	for _, r := range c.server.recordings {
		if r.state == recordRunning {
			r.listen()
		}
	}
}
