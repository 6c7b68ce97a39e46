package app

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	fakeari "github.com/ariapp/ariapp/test/fake-ari"
)

const faultsFile = outer + `numbers: {"200": main, "210": leaving, "220": waiting, "230": endless, _9X: nosuch, "240": short}
flows:
  nosuch: [{play: nosuch}]
  short: [{hangup: busy}]
  main:
    - answer
    - play: [welcome, hello]
    - menu: {id: top, prompt: [ask, again], choices: {1: {play: one}, 2: {hangup: busy}}}
  leaving:
    - answer
    - play: {media: welcome, interruptible: true}
    - continue: {context: phones, extension: sales}
  waiting: [answer, {wait: 1h}]
  endless: [{play: {media: 'tone:busy', max_time: 5s}}, {play: bye}]
`

// crowd are callers who together make every request and event of a call happen.
func (h *house) crowd() []*fakeari.Call {
	chooses, silent, leaves := h.call("200"), h.call("200"), h.call("210")
	waits, endless, missing := h.call("220"), h.call("230"), h.call("91")
	others := []*fakeari.Call{h.call("240"), h.call("555")}
	time.Sleep(time.Second)
	leaves.Press("5")
	time.Sleep(5 * time.Second)
	chooses.Press("1")
	time.Sleep(4 * time.Second)
	waits.Hangup(16)
	return append(others, chooses, silent, leaves, waits, endless, missing)
}

// nobodyWaits fails unless every call ends, for its caller and for the daemon.
func (h *house) nobodyWaits(callers []*fakeari.Call) {
	h.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Minute)
	defer cancel()
	for i, c := range callers {
		if _, err := c.AwaitEnd(ctx); err != nil {
			h.t.Errorf("caller %d: %v", i, err)
			c.Hangup(16)
		}
	}
	time.Sleep(3 * time.Minute)
	if n := h.app.Calls(); n != 0 {
		h.t.Errorf("%d calls are left", n)
	}
	if h.t.Failed() {
		h.t.Log(h.logged())
	}
}

// Whatever goes wrong with one kind of request, once or for ever, no caller is
// left in silence.
func TestFaultsOfEveryRequest(t *testing.T) {
	operations := []string{"channels.answer", "channels.playWithId", "playbacks.stop", "playbacks.get",
		"channels.hangup", "channels.continueInDialplan", "channels.get", "applications.get", "events.userEvent"}
	const beyond = 7 * time.Second // the deadline of a request is 5 s
	faults := []fakeari.Fault{
		{Name: fakeari.ErrorOnce}, {Name: fakeari.ErrorOnce, Times: 3}, {Name: fakeari.ErrorOnce, Times: -1},
		{Name: fakeari.ErrorOnce, Status: 404}, {Name: fakeari.ErrorOnce, Status: 409, Times: -1},
		{Name: fakeari.ErrorOnce, Status: 412}, {Name: fakeari.ErrorOnce, Status: 503, Times: 2},
		{Name: fakeari.Drop}, {Name: fakeari.Drop, Times: 3}, {Name: fakeari.Drop, Times: -1},
		{Name: fakeari.Delay, Delay: 2 * time.Second, Times: 4}, {Name: fakeari.Delay, Delay: beyond},
		{Name: fakeari.Delay, Delay: beyond, Times: -1},
	}
	for _, operation := range operations {
		for _, fault := range faults {
			fault.Operation = operation
			t.Run(fmt.Sprintf("%s/%s-%d-%d-%v", operation, fault.Name, fault.Status, fault.Times, fault.Delay),
				func(t *testing.T) {
					inHouse(t, faultsFile, nil, func(h *house) {
						h.srv.Fault(fault)
						if strings.HasPrefix(operation, "applications") || strings.HasPrefix(operation, "events") {
							h.srv.Fault(fakeari.Fault{Name: fakeari.CutSocket})
							time.Sleep(time.Millisecond)
						}
						callers := h.crowd()
						time.Sleep(20 * time.Second)
						if fault.Times < 0 {
							time.Sleep(time.Minute)
							h.srv.Heal() // what is broken for ever is mended by somebody
						}
						h.nobodyWaits(callers)
					})
				})
		}
	}
}

// The same for the events: what is lost, late, doubled or out of order.
func TestFaultsOfEveryEvent(t *testing.T) {
	events := []string{"StasisStart", "StasisEnd", "ChannelHangupRequest", "ChannelDestroyed", "ChannelStateChange",
		"ChannelDtmfReceived", "PlaybackStarted", "PlaybackContinuing", "PlaybackFinished", "ChannelUserevent", ""}
	faults := []fakeari.Fault{
		{Name: fakeari.Drop}, {Name: fakeari.Drop, Times: 3}, {Name: fakeari.Drop, Times: -1},
		{Name: fakeari.Delay, Delay: 3 * time.Second}, {Name: fakeari.Delay, Delay: time.Minute, Times: -1},
		{Name: fakeari.Duplicate, Times: -1}, {Name: fakeari.Reorder}, {Name: fakeari.Reorder, Times: -1},
	}
	for _, event := range events {
		for _, fault := range faults {
			fault.Event = event
			t.Run(fmt.Sprintf("%s/%s-%d", event, fault.Name, fault.Times), func(t *testing.T) {
				inHouse(t, faultsFile, nil, func(h *house) {
					h.srv.Fault(fault)
					h.nobodyWaits(h.crowd())
				})
			})
		}
	}
}
