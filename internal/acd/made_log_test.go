package acd

import (
	"bytes"
	"context"
	"log/slog"
	"strings"
	"testing"

	"github.com/ariapp/ariapp/internal/cluster"
	"github.com/ariapp/ariapp/internal/cluster/memstore"
	"github.com/ariapp/ariapp/internal/queue"
)

// listener is a log that looks whether the hall's lock is held; nobody else uses the hall.
type listener struct {
	t    *testing.T
	hall *Hall
	said []string
}

func (l *listener) Enabled(context.Context, slog.Level) bool { return true }

func (l *listener) WithAttrs([]slog.Attr) slog.Handler { return l }

func (l *listener) WithGroup(string) slog.Handler { return l }

func (l *listener) Handle(_ context.Context, r slog.Record) error {
	l.said = append(l.said, r.Message)
	if !l.hall.mu.TryLock() {
		l.t.Errorf("%q is told with the lock held", r.Message)
		return nil
	}
	l.hall.mu.Unlock()
	return nil
}

// Law: a log may take its time: what there is to say of agents is said when the lock is not held any more.
func TestNothingIsLoggedWithTheLock(t *testing.T) {
	queues, agents := memstore.New(), memstore.New()
	open := func(key byte, rules Rules) (*Hall, *listener) {
		l := &listener{t: t}
		l.hall = New(Options{Rules: rules, Queues: queues, Agents: agents, Self: cluster.Owner{Instance: "n1", Boot: "1"},
			Key: bytes.Repeat([]byte{key}, 32), Log: slog.New(l)})
		if err := l.hall.Open(t.Context()); err != nil {
			t.Fatal(err)
		}
		return l.hall, l
	}
	h, _ := open(1, long(1))
	h.mu.Lock()
	sealed, err := h.seal("4711")
	if err != nil {
		t.Error(err)
	}
	h.enrol(madeRecord{As: eva("", "").As, Endpoint: "PJSIP/2001", PIN: sealed})
	h.reign.made.dirty["2001"] = true
	h.mu.Unlock()
	h.flush(t.Context())
	rules := long(1)
	rules.Config.Agents = append(rules.Config.Agents, queue.Agent{ID: "2001"})
	rules.Agents["2001"] = Agent{}
	h, l := open(2, rules)
	rules = long(1)
	rules.Allows = func(string) bool { return false }
	h.Configure(rules)
	h.Configure(long(1))
	all := strings.Join(l.said, "\n")
	for _, want := range []string{"it cannot be read", "has the number of one of ivr.yaml", "outbound does not allow"} {
		if !strings.Contains(all, want) {
			t.Errorf("nothing tells that %s:\n%s", want, all)
		}
	}
}
