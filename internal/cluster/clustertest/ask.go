package clustertest

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/ariapp/ariapp/internal/cluster"
)

// RunPost proves the laws of a post, as two instances have it: what one answers the other asks. Both may be the same.
func RunPost(t *testing.T, here, there cluster.Post) {
	h := &office{T: t, here: here, there: there}
	h.nobody()
	h.anyBytes()
	h.bounds()
	h.atOnce()
	h.obeys()
	h.stops()
	h.itself()
}

// office is where requests come in.
type office struct {
	*testing.T
	here, there cluster.Post
}

func (h *office) must(err error) {
	h.Helper()
	if err != nil {
		h.Fatal(err)
	}
}

// ask asks from the other instance, and waits for as long as a slow machine may need.
func (h *office) ask(instance, request string) (string, error) {
	ctx, cancel := context.WithTimeout(h.Context(), patience)
	defer cancel()
	answer, err := h.there.Ask(ctx, instance, []byte(request))
	return string(answer), err
}

// answers has requests to an instance answered, as soon as the other can reach it.
func (h *office) answers(instance string, answer func(context.Context, []byte) []byte) (stop func()) {
	h.Helper()
	stop, err := h.here.Answer(instance, func(ctx context.Context, request []byte) []byte {
		if string(request) == knock {
			return nil
		}
		return answer(ctx, request)
	})
	h.must(err)
	for end := time.Now().Add(patience); time.Now().Before(end); {
		if _, err = h.ask(instance, knock); !errors.Is(err, cluster.ErrNobody) {
			h.must(err)
			return stop
		}
	}
	h.Fatal("who answers is never reached")
	return nil
}

// Law: where nobody answers one learns it at once.
func (h *office) nobody() {
	begun := time.Now()
	if _, err := h.ask("nobody", "x"); !errors.Is(err, cluster.ErrNobody) || time.Since(begun) > patience/2 {
		h.Errorf("nobody: %v after %v", err, time.Since(begun))
	}
}

// Law: requests and answers are any bytes, none too.
func (h *office) anyBytes() {
	stop := h.answers("Any-1", func(_ context.Context, request []byte) []byte { return bytes.Clone(request) })
	defer stop()
	for _, text := range []string{"", "x", "\x00\xff\r\n", strings.Repeat("r", cluster.RequestMax)} {
		if got, err := h.ask("Any-1", text); err != nil || got != text {
			h.Errorf("%d bytes: %d bytes, %v", len(text), len(got), err)
		}
	}
}

// Law: what is beyond the bounds is refused, and of a larger answer who asks is told.
func (h *office) bounds() {
	stop := h.answers("bounds", func(context.Context, []byte) []byte { return make([]byte, cluster.RequestMax+1) })
	defer stop()
	if _, err := h.ask("bounds", "x"); err == nil || errors.Is(err, context.DeadlineExceeded) {
		h.Errorf("a large answer: %v", err)
	}
	if _, err := h.ask("bounds", strings.Repeat("r", cluster.RequestMax+1)); !errors.Is(err, cluster.ErrTooLarge) {
		h.Errorf("a large request: %v", err)
	}
	for _, name := range []string{"", "a.b", "*", ">", "a b", "ä", strings.Repeat("n", cluster.InstanceMax+1)} {
		_, answering := h.here.Answer(name, func(context.Context, []byte) []byte { return nil })
		_, asking := h.ask(name, "x")
		if !errors.Is(answering, cluster.ErrInstance) || !errors.Is(asking, cluster.ErrInstance) {
			h.Errorf("%q: %v, %v", name, answering, asking)
		}
	}
}

// Law: a request that takes long holds no other up, and each has its own answer.
func (h *office) atOnce() {
	all := make(chan struct{})
	var here sync.WaitGroup
	here.Add(racers)
	stop := h.answers("busy", func(ctx context.Context, request []byte) []byte {
		here.Done()
		select {
		case <-all:
		case <-ctx.Done():
		}
		return append([]byte("of "), request...)
	})
	defer stop()
	var asking sync.WaitGroup
	for n := range racers {
		asking.Go(func() {
			name := string(rune('a' + n))
			if got, err := h.ask("busy", name); err != nil || got != "of "+name {
				h.Errorf("%s: %q, %v", name, got, err)
			}
		})
	}
	here.Wait() // all are under way at once
	close(all)
	asking.Wait()
}

// Law: a context that is over is obeyed, and one that ends while an answer is waited for.
func (h *office) obeys() {
	heard := make(chan struct{}, 1)
	stop := h.answers("slow", func(ctx context.Context, _ []byte) []byte {
		heard <- struct{}{}
		<-ctx.Done()
		return nil
	})
	defer stop()
	ctx, cancel := context.WithCancelCause(h.Context())
	var asking sync.WaitGroup
	gone := errors.New("gone")
	asking.Go(func() {
		if _, err := h.there.Ask(ctx, "slow", nil); !errors.Is(err, gone) {
			h.Errorf("while it waits: %v, want its cause", err)
		}
	})
	<-heard
	cancel(gone)
	asking.Wait()
	if _, err := h.there.Ask(ctx, "slow", nil); !errors.Is(err, gone) {
		h.Errorf("a context that is over: %v, want its cause", err)
	}
}

// Law: stop ends the context of those under way and waits for them; then nobody answers, until somebody does again.
func (h *office) stops() {
	heard, ended := make(chan struct{}), false
	stop := h.answers("stops", func(ctx context.Context, _ []byte) []byte {
		close(heard)
		<-ctx.Done()
		ended = true // stop waits for it, so that this is no race
		return nil
	})
	var asking sync.WaitGroup
	asking.Go(func() { _, _ = h.ask("stops", "x") })
	<-heard
	stop()
	if !ended {
		h.Error("stop has not waited")
	}
	stop()
	asking.Wait()
	if _, err := h.ask("stops", "x"); !errors.Is(err, cluster.ErrNobody) {
		h.Errorf("after stop: %v", err)
	}
	again := h.answers("stops", func(context.Context, []byte) []byte { return []byte("again") })
	defer again()
	if got, err := h.ask("stops", "x"); err != nil || got != "again" {
		h.Errorf("again: %q, %v", got, err)
	}
}

// Law: an instance may ask itself, and who answers may ask.
func (h *office) itself() {
	last := h.answers("last", func(context.Context, []byte) []byte { return []byte("end") })
	defer last()
	first := h.answers("first", func(ctx context.Context, _ []byte) []byte {
		answer, err := h.here.Ask(ctx, "last", nil)
		if err != nil {
			return []byte(err.Error())
		}
		return answer
	})
	defer first()
	ctx, cancel := context.WithTimeout(h.Context(), patience)
	defer cancel()
	if got, err := h.here.Ask(ctx, "first", nil); err != nil || string(got) != "end" {
		h.Errorf("itself: %q, %v", got, err)
	}
}
