package app

import (
	"context"
	"errors"
	"strings"
	"sync"
	"time"

	"github.com/ariapp/ariapp/ari"
	"github.com/ariapp/ariapp/internal/acd"
	"github.com/ariapp/ariapp/internal/queue"
)

// watchedDevices are the agents' devices of which Asterisk tells.
type watchedDevices struct {
	mu sync.Mutex
	// endpoints are what agents are reached by, by Asterisk and device.
	endpoints map[string]map[string][]string
}

// lookAtDevices has agents' devices be looked after soon. It does not wait.
func (q *queueing) lookAtDevices() {
	select {
	case q.devices <- struct{}{}:
	default:
	}
}

// begun has the states of agents' devices be known before the first offer of a reign, as far as there is time.
func (q *queueing) begun(ctx context.Context) {
	for !q.reached() && ctx.Err() == nil {
		if pause(ctx, settlePause) != nil {
			return
		}
	}
	q.readDevices(ctx)
}

// reached tells whether all Asterisks are connected.
func (q *queueing) reached() bool {
	for _, l := range q.app.links {
		if !l.isUp.Load() {
			return false
		}
	}
	return true
}

// watchDevices looks after agents' devices whenever something may have changed, until ctx ends. Of a telephone that is
// none Asterisk may not tell that it is one by now: it is asked now and then. So it is for agents who wait on a line.
func (q *queueing) watchDevices(ctx context.Context) {
	again := time.NewTicker(invalidEvery)
	defer again.Stop()
	var soon <-chan time.Time
	for {
		look := q.readDevices
		select {
		case <-q.devices:
		case <-q.unsure:
			soon = time.After(judgePause)
			continue
		case <-soon:
			soon, look = nil, q.lookAtTries
		case <-again.C:
			look = q.readAgain
		case <-ctx.Done():
			return
		}
		if q.hall.Reigns() {
			look(ctx)
		}
	}
}

// readDevices subscribes to the devices of all agents and asks how they are. It is done as a reign begins, and as an
// Asterisk is connected: then calls may be gone too by which somebody is called back.
func (q *queueing) readDevices(ctx context.Context) {
	all := byDevice(q.hall.Endpoints())
	q.watched.mu.Lock()
	q.watched.endpoints = all
	q.watched.mu.Unlock()
	q.ask(ctx, all)
	q.lookAtTries(ctx)
}

// readAgain asks for the devices that were none, for the calls of agents who wait on a line, and for those by which
// somebody is called back.
func (q *queueing) readAgain(ctx context.Context) {
	q.ask(ctx, byDevice(q.hall.Endpoints(queue.DeviceInvalid)))
	q.lookAtLines(ctx)
	q.lookAtTries(ctx)
}

// byDevice are endpoints by Asterisk and device.
func byDevice(endpoints []acd.Endpoint) map[string]map[string][]string {
	all := map[string]map[string][]string{}
	for _, e := range endpoints {
		device := deviceOf(e.Endpoint)
		if device == "" {
			continue
		}
		if all[e.Asterisk] == nil {
			all[e.Asterisk] = map[string][]string{}
		}
		all[e.Asterisk][device] = append(all[e.Asterisk][device], e.Endpoint)
	}
	return all
}

// ask has all Asterisks tell of these devices.
func (q *queueing) ask(ctx context.Context, all map[string]map[string][]string) {
	var reading sync.WaitGroup
	for _, l := range q.app.links {
		if devices := all[l.server.Name]; len(devices) > 0 && l.isUp.Load() {
			reading.Go(func() { l.readDevices(ctx, q, devices) })
		}
	}
	reading.Wait()
}

// readDevices subscribes to devices and asks how they are: first the one, so that no change is missed.
func (l *link) readDevices(ctx context.Context, q *queueing, devices map[string][]string) {
	var sources []string
	for device := range devices {
		sources = append(sources, "deviceState:"+device)
	}
	for len(sources) > 0 {
		n := min(len(sources), sourcesMost)
		_, err := l.client.Applications.Subscribe(ctx, l.app.own, ari.ApplicationsSubscribeParams{EventSource: sources[:n]})
		if err != nil {
			if ctx.Err() == nil {
				l.log.Warn("agents' telephones cannot be watched", "error", err)
			}
			return // the next connection tries again
		}
		sources = sources[n:]
	}
	for device := range devices {
		state, err := l.client.DeviceStates.Get(ctx, device)
		if errors.Is(err, ari.ErrNotFound) {
			continue
		}
		if err != nil {
			if ctx.Err() == nil {
				l.log.Warn("how agents' telephones are is not known", "error", err)
			}
			return
		}
		q.deviceIs(l, device, string(state.State))
	}
}

// deviceIs tells the hall how a device is.
func (q *queueing) deviceIs(l *link, device, state string) {
	q.watched.mu.Lock()
	endpoints := q.watched.endpoints[l.server.Name][device]
	q.watched.mu.Unlock()
	for _, endpoint := range endpoints {
		q.hall.Device(endpoint, queue.Device(state))
	}
}

// deviceChanged hears of a device. It runs on the socket's reader.
func (l *link) deviceChanged(e *ari.DeviceStateChanged) {
	if q := l.app.queues.Load(); q != nil {
		q.deviceIs(l, e.DeviceState.Name, string(e.DeviceState.State))
	}
}

// reconnected has the agents' devices of an Asterisk be looked at again.
func (a *App) reconnected() {
	if q := a.queues.Load(); q != nil {
		q.lookAtDevices()
	}
}

// deviceOf is the device of an endpoint, as Asterisk names it: Local/201@agents of Local/201@agents/n, PJSIP/trunk of
// PJSIP/100@trunk; "" for none.
func deviceOf(endpoint string) string {
	technology, rest, ok := strings.Cut(endpoint, "/")
	if !ok {
		return ""
	}
	rest, _, _ = strings.Cut(rest, "/")
	if _, host, at := strings.Cut(rest, "@"); at && technology != "Local" {
		rest = host
	}
	return technology + "/" + rest
}
