package fakeari

import "time"

// alarm is a step of the world that happens later, under the server's lock.
type alarm struct {
	server *Server
	timer  *time.Timer
	off    bool
}

// after runs step when d has passed, unless it is cancelled or the server ends
// before. The caller holds the lock.
func (s *Server) after(d time.Duration, step func()) *alarm {
	a := &alarm{server: s}
	if s.closed {
		a.off = true
		return a
	}
	s.work.Add(1)
	s.alarms[a] = struct{}{}
	a.timer = time.AfterFunc(d, func() {
		defer s.work.Done()
		s.mu.Lock()
		defer s.mu.Unlock()
		if a.off {
			return
		}
		a.off = true
		delete(s.alarms, a)
		step()
	})
	return a
}

// cancel makes sure that the step does not happen any more. The caller holds the
// lock; a nil alarm is fine.
func (a *alarm) cancel() {
	if a == nil || a.off {
		return
	}
	a.off = true
	delete(a.server.alarms, a)
	if a.timer.Stop() {
		a.server.work.Done()
	}
}
