package records

import (
	"context"
	"log/slog"
	"os"
	"sync/atomic"
	"testing"
	"time"
)

// growing is a shelf whose file grows when something is put on it for the first time.
type growing struct {
	*shelf
	grow func()
}

func (g *growing) apply(ctx context.Context, lines []line) error {
	if g.grow != nil {
		g.grow()
		g.grow = nil
	}
	return g.shelf.apply(ctx, lines)
}

// Law: a line whose first half alone stood in the file when it was read is read whole when the other half is there.
func TestAHalfLineBecomesWhole(t *testing.T) {
	var text []byte
	var ends []int
	for i := range 3 {
		var err error
		event := Event{Call: "1.1", Seq: int64(i + 1), At: time.Unix(0, 0), Kind: "step-begun"}
		if text, err = appendLine(text, line{Event: &event}); err != nil {
			t.Fatal(err)
		}
		ends = append(ends, len(text))
	}
	half := (ends[0] + ends[1]) / 2
	s := &spool{folder: t.TempDir()}
	s.current.Store(1)
	write := func(from, to int) {
		file, err := os.OpenFile(s.path(1), os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o600)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := file.Write(text[from:to]); err != nil {
			t.Fatal(err)
		}
		if err := file.Close(); err != nil {
			t.Fatal(err)
		}
	}
	write(0, half)
	kept := newShelf()
	f := &filler{spool: s, store: &growing{kept, func() { write(half, len(text)) }}, number: 1, lost: new(atomic.Int64),
		log: slog.New(slog.DiscardHandler)}
	for range 2 {
		if err := f.file(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if got := kept.events["1.1"]; len(got) != len(ends) || f.lost.Load() != 0 {
		t.Errorf("%d events of %d, %d lost: %+v", len(got), len(ends), f.lost.Load(), got)
	}
}
