package fakeari

import "time"

// PutClock puts the clock forward from now on, or back: what events and channels tell of times. Nothing takes longer or
// shorter by that.
func (s *Server) PutClock(by time.Duration) { s.ahead.Add(int64(by)) }

// clock is the time on the clock.
func (s *Server) clock() time.Time { return time.Now().Add(time.Duration(s.ahead.Load())) }
