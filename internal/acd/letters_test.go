package acd

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/internal/cluster"
)

// walkOf is a walk that takes about so many bytes as it is written down.
func walkOf(size int) *flows.Checkpoint {
	return &flows.Checkpoint{Format: 1, Version: "v", Vars: map[string]any{"x": strings.Repeat("y", size)},
		Frames: []flows.FrameState{{Block: "main", Flow: "main"}}}
}

// Law: however many callers of one instance want to be called back at once, and however much their walks hold, all of
// them are, where their calls were, and who joins meanwhile is known at once.
func TestManyWishesWithLargeWalksAreTaken(t *testing.T) {
	inBubble(t, func(h *house) {
		const wishes = 20
		all := several(h, long(wishes))
		var wants []*caller
		for i := range wishes {
			wants = append(wants, h.join(all[1], fmt.Sprint("w", i), nil))
		}
		time.Sleep(time.Second)
		for i, w := range wants {
			w.Leave(flows.QueueCallback, flows.QueueLeaving{Number: fmt.Sprint("555", i), From: walkOf(walkMost - 512)}, time.Now())
		}
		late := h.join(all[1], "late", nil)
		time.Sleep(2 * time.Second)
		if v := late.look(); !v.Known {
			t.Errorf("of who joins meanwhile is known %+v", v)
		}
		for _, w := range wants {
			if v := w.look(); v.Result != flows.QueueCallback {
				t.Errorf("%s has %q", w.name, v.Result)
			}
		}
		time.Sleep(10 * time.Second)
		tried := all[0].tried()
		for _, call := range tried {
			if len(call.Walk) < walkMost-512 {
				t.Errorf("%s is called with a walk of %d bytes", call.Number, len(call.Walk))
			}
		}
		if len(tried) != wishes {
			t.Errorf("%d are called, of %d", len(tried), wishes)
		}
	})
}

// Law: a place that does not fit into a request is told without the walk of its call-back, and if it does not fit even
// so, no other one suffers from that.
func TestAPlaceThatIsTooLargeStopsNoOther(t *testing.T) {
	inBubble(t, func(h *house) {
		all := several(h, long(1))
		huge, err := all[1].Join(flows.QueueEntry{Queue: "sales", Call: "huge", From: strings.Repeat("1", cluster.RequestMax),
			At: time.Now()})
		if err != nil {
			t.Fatal(err)
		}
		large, err := all[1].Join(flows.QueueEntry{Queue: "sales", Call: "large", At: time.Now(),
			From: strings.Repeat("2", cluster.RequestMax-walkMost)})
		if err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Second)
		late := h.join(all[1], "late", nil)
		time.Sleep(time.Second)
		if v := late.look(); !v.Known {
			t.Errorf("of who is behind the one that is too large is known %+v", v)
		}
		large.Leave(flows.QueueCallback, flows.QueueLeaving{Number: "5551", From: walkOf(walkMost - 512)}, time.Now())
		time.Sleep(2 * time.Second)
		if v := large.Look(time.Now()); v.Result != flows.QueueCallback {
			t.Errorf("who wants to be called back has %+v", v)
		}
		if tried := all[0].tried(); len(tried) != 1 || tried[0].Number != "5551" || len(tried[0].Walk) > 0 {
			t.Errorf("called back are %d", len(tried))
		}
		if v := huge.Look(time.Now()); v.Known {
			t.Errorf("of the one that is too large is known %+v", v)
		}
	})
}

// Law: every request of a round fits, and together they tell all that there is.
func TestLettersFit(t *testing.T) {
	h := New(Options{Rules: ruled(0), Self: cluster.Owner{Instance: "n1", Boot: "1"}})
	var gone, told []string
	for i := range 5000 {
		gone = append(gone, fmt.Sprintf("gone%012d", i))
	}
	h.leftBehind = slices.Clone(gone)
	for i := range 200 {
		id := fmt.Sprintf("here%012d", i)
		p := &place{hall: h, id: id, entry: flows.QueueEntry{Queue: "sales", From: strings.Repeat("<", i*5)},
			left: &leaving{Walk: json.RawMessage(`"` + strings.Repeat("x", i*80) + `"`)}}
		h.places[id] = p
	}
	for _, l := range h.gather(true) {
		if data, err := json.Marshal(envelope{&l.request}); err != nil || len(data) > cluster.RequestMax ||
			len(l.sent) > placesMost || len(l.sent) != len(l.request.Words) {
			t.Errorf("a request of %d bytes about %d places; %v", len(data), len(l.sent), err)
		}
		for _, w := range l.request.Words {
			told = append(told, w.ID)
		}
		h.retain([]letter{l})
	}
	if slices.Sort(told); len(slices.Compact(told)) != 200 {
		t.Errorf("%d places are told of, want 200", len(told))
	}
	if !slices.Equal(h.leftBehind, gone) {
		t.Errorf("%d are told to be gone, want %d", len(h.leftBehind), len(gone))
	}
}

// Law: a letter that fails keeps the owner from no other one, and what it told is told again; where one after the other
// fails, or nobody is there, the rest waits for the next round.
func TestALetterThatFailsStopsNoOther(t *testing.T) {
	lost := errors.New("lost on the way")
	for name, c := range map[string]struct {
		fails []error
		asked int
	}{
		"none":    {nil, 4},
		"one":     {[]error{lost}, 4},
		"two":     {[]error{lost, nil, lost}, 4},
		"in turn": {[]error{lost, lost}, 2},
		"nobody":  {[]error{cluster.ErrNobody}, 1},
		"ousted":  {[]error{errNotOwner}, 1},
	} {
		asked := 0
		peers := &Peers{Lease: testLease, Ask: func(context.Context, string, []byte) ([]byte, error) {
			if asked++; asked <= len(c.fails) && c.fails[asked-1] != nil {
				return nil, c.fails[asked-1]
			}
			return []byte(`{"epoch":1}`), nil
		}}
		h := New(Options{Rules: ruled(0), Self: cluster.Owner{Instance: "n1", Boot: "1"}, Peers: peers})
		h.leftBehind = []string{"gone"}
		for i := range 4 * placesMost {
			id := fmt.Sprint("p", i)
			h.places[id] = &place{hall: h, id: id, entry: flows.QueueEntry{Queue: "sales"}}
		}
		err := h.letters(context.Background(), "n2", true)
		again := len(c.fails) > 0
		if asked != c.asked || (err != nil) != again || (len(h.leftBehind) == 1) != again {
			t.Errorf("%s: asked %d times, %v, kept %q", name, asked, err, h.leftBehind)
		}
	}
}
