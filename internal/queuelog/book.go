package queuelog

import (
	"strconv"
	"time"

	"github.com/ariapp/ariapp/internal/queue"
)

// book makes lines of facts. It remembers who rings: that a ring was in vain is known only when the caller has gone.
type book struct {
	ringing map[string][]ring // by entry
	rings   int
}

// ring is an agent who is rung.
type ring struct {
	offer, agent string
	since        time.Time
}

func newBook() *book { return &book{ringing: map[string][]ring{}} }

// lines are those of a fact, none for what queue_log does not have.
func (b *book) lines(f queue.Fact) []string {
	switch f.Kind {
	case queue.EntryJoined:
		return []string{line(f.At, f.Call, f.Queue, "", "ENTERQUEUE", "", f.From, strconv.Itoa(f.JoinPosition))}
	case queue.EntryOffered:
		if b.rings < offersMost {
			b.rings++
			b.ringing[f.Entry] = append(b.ringing[f.Entry], ring{f.Offer, f.Agent, f.At})
		}
	case queue.OfferFailed:
		b.drop(f)
		switch {
		case f.State == queue.Canceled:
			return []string{line(f.At, f.Call, f.Queue, f.Agent, "RINGCANCELED", millis(f.Rang))}
		case f.State == queue.Rejected && f.Taken:
			return []string{line(f.At, f.Call, f.Queue, f.Agent, "AGENTDUMP")}
		}
		return []string{line(f.At, f.Call, f.Queue, f.Agent, "RINGNOANSWER", millis(f.Rang))}
	case queue.EntryConnected:
		b.forget(f.Entry)
		return []string{line(f.At, f.Call, f.Queue, f.Agent, "CONNECT", secs(f.Waited), f.Offer, secs(f.Rang))}
	case queue.TalkEnded:
		return []string{ofTalk(f)}
	case queue.EntryEnded:
		return b.ended(f)
	case queue.AgentPaused, queue.AgentResumed:
		return ofPause(f)
	default:
		if text := ofAgent(f); text != "" {
			return []string{text}
		}
	}
	return nil
}

// ended is the end of a wait, behind the rings that the caller did not wait for.
func (b *book) ended(f queue.Fact) (lines []string) {
	if f.Result == queue.Abandoned {
		for _, one := range b.ringing[f.Entry] {
			lines = append(lines, line(f.At, f.Call, f.Queue, one.agent, "RINGCANCELED", millis(f.At.Sub(one.since))))
		}
	}
	b.forget(f.Entry)
	if text := ofEnd(f); text != "" {
		lines = append(lines, text)
	}
	return lines
}

// drop forgets one ring, forget all of an entry.
func (b *book) drop(f queue.Fact) {
	left := b.ringing[f.Entry][:0]
	for _, one := range b.ringing[f.Entry] {
		if one.offer != f.Offer {
			left = append(left, one)
		}
	}
	b.rings -= len(b.ringing[f.Entry]) - len(left)
	if b.ringing[f.Entry] = left; len(left) == 0 {
		delete(b.ringing, f.Entry)
	}
}

func (b *book) forget(entry string) {
	b.rings -= len(b.ringing[entry])
	delete(b.ringing, entry)
}
