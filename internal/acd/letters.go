package acd

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/ariapp/ariapp/internal/cluster"
)

// letter is a request about some places, and how much it tells of each.
type letter struct {
	request request
	sent    []sentWord
}

// sentWord is how much was told of a place.
type sentWord struct {
	place *place
	news  int
	end   bool
	// promise tells that it was told that a call-back is wanted.
	promise bool
	left    *leaving
}

// letters makes the requests of a round. One that fails does not keep the owner from the others, unless nobody is there
// to hear them.
func (h *Hall) letters(ctx context.Context, runner string, all bool) (failed error) {
	letters, row := h.gather(all), 0
	for i := range letters {
		err := h.deliverLetter(ctx, runner, &letters[i])
		if err == nil {
			row = 0
			continue
		}
		failed = cmp.Or(failed, err)
		h.retain(letters[i : i+1])
		row++
		if ctx.Err() != nil || row == failuresMost || errors.Is(err, errNotOwner) || errors.Is(err, cluster.ErrNobody) {
			h.retain(letters[i+1:])
			return failed
		}
	}
	return failed
}

// retain has those who went told later, of whom letters told that nobody has heard.
func (h *Hall) retain(letters []letter) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for i := range letters {
		h.leftBehind = append(h.leftBehind, letters[i].request.Gone...)
	}
}

// deliverLetter makes a request of a round. What is too large together is told one by one.
func (h *Hall) deliverLetter(ctx context.Context, runner string, l *letter) error {
	back, err := h.send(ctx, runner, &l.request)
	switch {
	case err == nil:
		h.heardBack(back, l.sent)
		return nil
	case !errors.Is(err, cluster.ErrTooLarge):
		return err
	case len(l.sent) == 1 && len(l.request.Here)+len(l.request.Gone) == 0:
		return h.shortened(ctx, runner, l)
	}
	for i := range l.sent {
		one := letter{request{Words: l.request.Words[i : i+1]}, l.sent[i : i+1]}
		if err := h.deliverLetter(ctx, runner, &one); err != nil {
			return err
		}
	}
	if len(l.sent) == 0 {
		return err
	}
	return h.deliverLetter(ctx, runner, &letter{request: request{Here: l.request.Here, Gone: l.request.Gone}})
}

// shortened tells of a place without the walk of its call-back, which is made all the same. A place that cannot be told
// of even so is no failure of the round: it would be no other one the next time.
func (h *Hall) shortened(ctx context.Context, runner string, l *letter) error {
	w, p := l.request.Words[0], l.sent[0].place
	if w.Left != nil && len(w.Left.Walk) > 0 {
		short := *w.Left
		short.Walk, w.Left = nil, &short
		back, err := h.send(ctx, runner, &request{Words: []word{w}})
		if err == nil {
			h.log.Warn("a call-back will not go on where its call was", "call", w.Call, "error", "it cannot be told of it all")
			h.heardBack(back, l.sent)
		}
		if !errors.Is(err, cluster.ErrTooLarge) {
			return err
		}
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if !p.untellable {
		p.untellable = true
		h.log.Error("who decides for the queues cannot be told of a call: what it brings is too large", "call", w.Call,
			"queue", w.Queue, "limit", fmt.Sprint(cluster.RequestMax, " bytes"))
	}
	return nil
}

// pile are letters that are filled one after the other.
type pile struct {
	letters []letter
	// places and bytes are how much is in the last one.
	places, bytes int
}

// next is the letter for what takes so many bytes, and is about so many places.
func (l *pile) next(places, bytes int) *letter {
	if len(l.letters) == 0 || l.places+places > placesMost || l.bytes > 0 && l.bytes+bytes > letterMost {
		l.letters = append(l.letters, letter{})
		l.places, l.bytes = 0, 0
	}
	l.places, l.bytes = l.places+places, l.bytes+bytes
	return &l.letters[len(l.letters)-1]
}

// idBytes is how much an id takes in a letter, with its quotes and the comma.
func idBytes(id string) int { return len(id) + len(`"",`) }

// wordBytes is how much a word takes in a letter.
func wordBytes(w *word) int {
	data, _ := json.Marshal(w) // texts and numbers
	return len(data) + len(",")
}

// gather is what there is to tell.
func (h *Hall) gather(all bool) []letter {
	h.mu.Lock()
	defer h.mu.Unlock()
	now := time.Now()
	var letters pile
	for _, id := range h.leftBehind {
		l := letters.next(0, idBytes(id))
		l.request.Gone = append(l.request.Gone, id)
	}
	h.leftBehind = nil
	for _, p := range h.inOrder() { // who came first is told of first
		if !all && p.asksLater(now, h.asked) {
			continue
		}
		if p.isTold(h.asked) {
			if all {
				l := letters.next(1, idBytes(p.id))
				l.request.Here = append(l.request.Here, p.id)
			}
			continue
		}
		p.putOff(now)
		w := p.word()
		l := letters.next(1, wordBytes(&w))
		l.request.Words = append(l.request.Words, w)
		l.sent = append(l.sent, sentWord{p, len(w.News), w.Left != nil || w.Done, !p.promised.IsZero(), p.left})
	}
	return letters.letters
}
