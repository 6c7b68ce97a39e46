package fakeari

import (
	"fmt"
	"net/http"
	"slices"
	"time"
)

// FaultName is the name of something that goes wrong.
type FaultName string

// The faults. The first four change events; with an Operation the first two change
// requests instead.
const (
	// Drop loses an event; of a request it loses the answer: the thing is done and
	// the client waits.
	Drop FaultName = "drop"
	// Delay holds an event back for Fault.Delay while others pass; a request is
	// carried out only after it.
	Delay FaultName = "delay"
	// Duplicate sends an event twice.
	Duplicate FaultName = "duplicate"
	// Reorder lets the next event of the application pass the one it holds; after
	// Fault.Delay, or a second, it goes anyway.
	Reorder FaultName = "reorder"
	// ErrorOnce answers a request with Fault.Status, or 500, and does nothing.
	ErrorOnce FaultName = "error-once"
	// ForgetPlaybackEnd loses the PlaybackFinished of a playback.
	ForgetPlaybackEnd FaultName = "forget-playback-end"
	// Restart ends the process and begins it again: channels, bridges and sockets
	// are gone without a word. For Fault.Delay new connections are refused, over TCP
	// closed at once.
	Restart FaultName = "restart"
	// CutSocket cuts the socket that serves Fault.App, or every socket.
	CutSocket FaultName = "cut-socket"
	// Stall lets the socket that serves Fault.App, or every socket, neither read
	// nor write while its connection stays open, until Heal or for Fault.Delay.
	// The application stays served; what it is sent is lost.
	Stall FaultName = "stall"
)

// Fault is something that shall go wrong. Restart, CutSocket and Stall happen at
// once; the others wait for an event or request that fits all that is set.
type Fault struct {
	Name      FaultName
	Event     string // type of the event; empty fits any
	Operation string // as in Request.Operation; empty fits any
	App       string // name of the application; empty fits any
	Channel   string // id of the channel; empty fits any
	After     int    // how many that fit go right before
	Times     int    // how many go wrong; zero means one, a negative number all
	Delay     time.Duration
	Status    int // for ErrorOnce; zero means 500
}

type armedFault struct {
	Fault
	passed int
	used   int
}

// Fault makes something go wrong. A name that is none of the above is a mistake in
// the test and panics.
func (s *Server) Fault(f Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch f.Name {
	case Restart:
		s.restart(f.Delay)
	case CutSocket:
		s.eachSocket(f.App, func(se *session) { _ = se.conn.Close() })
	case Stall:
		s.stall(f)
	case Drop, Delay, Duplicate, Reorder, ErrorOnce, ForgetPlaybackEnd:
		s.faults = append(s.faults, &armedFault{Fault: f})
	default:
		panic(fmt.Sprintf("fakeari: no fault is called %q", f.Name))
	}
}

// Heal takes back every fault that waits, and lets stalled sockets go on.
func (s *Server) Heal() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = nil
	s.downUntil = time.Time{}
	s.eachSocket("", func(se *session) {
		se.setDeaf(false)
		se.conn.release()
	})
}

func (s *Server) restart(away time.Duration) {
	s.downUntil = time.Now().Add(away)
	s.started = s.downUntil
	s.wipe(EndRestart)
	s.notify()
}

func (s *Server) stall(f Fault) {
	s.eachSocket(f.App, func(se *session) {
		se.setDeaf(true)
		se.conn.stall()
		if f.Delay > 0 {
			s.after(f.Delay, func() {
				se.setDeaf(false)
				se.conn.release()
			})
		}
	})
}

// eachSocket does something with the socket of an application, or with all.
func (s *Server) eachSocket(app string, do func(*session)) {
	for se := range s.sessions {
		if app == "" || s.apps[app] != nil && s.apps[app].session == se {
			do(se)
		}
	}
}

// eventFault finds the fault that an event runs into.
func (s *Server) eventFault(e *event) *armedFault {
	return s.meet(func(f *armedFault) bool {
		switch f.Name {
		case ForgetPlaybackEnd:
			if e.Type != "PlaybackFinished" {
				return false
			}
		case ErrorOnce:
			return false
		}
		return f.Operation == "" && fits(f.Event, e.Type) && fits(f.App, e.Application) &&
			fits(f.Channel, e.channelID())
	})
}

func fits(wanted, is string) bool { return wanted == "" || wanted == is }

// meet finds the first fault that fits and counts it.
func (s *Server) meet(suits func(*armedFault) bool) *armedFault {
	for i, f := range s.faults {
		if !suits(f) {
			continue
		}
		if f.passed < f.After {
			f.passed++
			continue
		}
		f.used++
		if f.Times >= 0 && f.used >= max(f.Times, 1) {
			s.faults = slices.Delete(s.faults, i, i+1)
		}
		return f
	}
	return nil
}

// withFaults carries an operation out unless a fault is in its way.
func (s *Server) withFaults(a *ask, op operation) reply {
	f := s.meet(func(f *armedFault) bool {
		switch {
		case f.Name == ErrorOnce:
		case f.Name != Drop && f.Name != Delay, f.Operation == "":
			return false
		}
		return f.Event == "" && fits(f.Operation, op.name) && fits(f.Channel, a.params.text("channelId"))
	})
	if f == nil {
		return op.run(s, a)
	}
	switch f.Name {
	case Drop:
		never := make(chan struct{})
		rep := s.settle(a, op.run(s, a))
		return reply{wait: never, then: func() reply { return rep }}
	case Delay:
		passed := make(chan struct{})
		s.after(f.Delay, func() { close(passed) })
		return reply{wait: passed, then: func() reply { return op.run(s, a) }}
	}
	status := f.Status
	if status == 0 {
		status = http.StatusInternalServerError
	}
	return failed(status, "Fault %s", f.Name)
}
