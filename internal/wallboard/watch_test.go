package wallboard

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ariapp/ariapp/internal/api"
)

// fingers type something at their time, each once.
type fingers struct {
	began time.Time
	typed []string
	at    []time.Duration
	eof   bool
}

func (f *fingers) Wait(ctx context.Context, d time.Duration) (string, error) {
	if len(f.typed) == 0 && f.eof {
		return "", io.EOF
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	press := make(<-chan time.Time)
	if len(f.typed) > 0 {
		wait := time.NewTimer(time.Until(f.began.Add(f.at[0])))
		defer wait.Stop()
		press = wait.C
	}
	select {
	case <-press:
		text := f.typed[0]
		f.typed, f.at = f.typed[1:], f.at[1:]
		return text, nil
	case <-timer.C:
	case <-ctx.Done():
	}
	return "", nil
}

// Law: the picture is a second old at most; it stays while nobody answers, and says so; the arrows choose the queue; q
// ends it, and the terminal is as it was.
func TestWatch(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var out bytes.Buffer
		var asked []string
		began := time.Now()
		s := Screen{Out: &out, Size: func() (int, int) { return 100, 30 }, Colours: true, Keys: &fingers{began: began,
			typed: []string{"\x1b[B", "j", "\x1b[A", "x", "q"}, at: []time.Duration{1500 * time.Millisecond, 1600 * time.Millisecond, 1700 * time.Millisecond, 1800 * time.Millisecond, 5100 * time.Millisecond}},
			Ask: func(_ context.Context, queue string) (api.Wallboard, error) {
				asked = append(asked, time.Since(began).Truncate(100*time.Millisecond).String()+" "+queue)
				if took := time.Since(began); took > 2*time.Second && took < 4*time.Second {
					return api.Wallboard{}, errors.New("no daemon answers")
				}
				b := morning()
				b.At = time.Now()
				return b, nil
			}}
		if err := s.Watch(t.Context()); err != nil {
			t.Fatal(err)
		}
		if got := strings.Join(asked, ","); got != "0s ,1s ,1.5s sales,1.6s support,1.7s sales,2.7s sales,3.7s sales,4.7s sales" {
			t.Errorf("asked was %s", got)
		}
		text := out.String()
		if !strings.HasPrefix(text, enter+home) || !strings.HasSuffix(text, leave) || strings.Count(text, enter) != 1 {
			t.Errorf("%q", text)
		}
		pictures := strings.Split(text, home)
		last, troubled := pictures[len(pictures)-1], strings.Count(text, "no daemon answers")
		if troubled != 2 || strings.Contains(last, "no daemon answers") || !strings.Contains(last, "waiting in sales") || !strings.Contains(pictures[1], "sales") {
			t.Errorf("trouble is told %d times; the last picture is %q", troubled, last)
		}
	})
}

// Law: the first answer that fails is the end, and nothing is drawn; so is a terminal that is gone.
func TestWatchFails(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		fault := errors.New("no daemon answers")
		var out bytes.Buffer
		s := Screen{Out: &out, Keys: &fingers{}, Size: func() (int, int) { return 0, 0 }, Ask: func(context.Context, string) (api.Wallboard, error) { return api.Wallboard{}, fault }}
		if err := s.Watch(t.Context()); !errors.Is(err, fault) || out.Len() > 0 {
			t.Errorf("%v, %q", err, out.String())
		}
		s.Ask = func(context.Context, string) (api.Wallboard, error) { return morning(), nil }
		s.Out = gone{}
		if err := s.Watch(t.Context()); !errors.Is(err, errGone) {
			t.Error(err)
		}
	})
}

// Law: what happens is drawn at once, five times a second at most; nothing is missed, and nothing is asked twice.
func TestWatchChanges(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var out bytes.Buffer
		var asked []string
		began, changed := time.Now(), make(chan struct{}, 1)
		for _, at := range []time.Duration{2050, 2060, 2070, 2300, 2310, 4500} {
			time.AfterFunc(at*time.Millisecond, func() {
				select {
				case changed <- struct{}{}:
				default:
				}
			})
		}
		s := Screen{Out: &out, Keys: &fingers{eof: true}, Size: func() (int, int) { return 0, 0 }, Changed: changed,
			Ask: func(context.Context, string) (api.Wallboard, error) {
				asked = append(asked, time.Since(began).String())
				return morning(), nil
			}}
		ctx, cancel := context.WithTimeout(t.Context(), 5050*time.Millisecond)
		defer cancel()
		if err := s.Watch(ctx); err != nil {
			t.Error(err)
		}
		if got := strings.Join(asked, " "); got != "0s 1s 2s 2.2s 2.4s 3.4s 4.4s 4.6s" {
			t.Errorf("asked at %s", got)
		}
	})
}

// Law: where there is no room for all queues the one that was chosen is in sight, once, and none is counted wrong.
func TestTheChosenQueueIsInSight(t *testing.T) {
	b := api.Wallboard{Queues: []api.QueueState{{Name: "a1"}, {Name: "b2"}, {Name: "c3"}, {Name: "d4"}, {Name: "e5"}, {Name: "f6"}}}
	for _, q := range b.Queues {
		for height := 6; height < 20; height++ {
			text := strings.Join(Lines(b, View{Width: 60, Height: height, Queue: q.Name}), "\n")
			board, _, _ := strings.Cut(text, "waiting in")
			shown := 0
			for _, other := range b.Queues {
				shown += strings.Count(board, "\n"+other.Name)
			}
			if shown > 0 && strings.Count(board, "\n"+q.Name) != 1 {
				t.Errorf("%s in %d lines:\n%s", q.Name, height, text)
			}
			if more := fmt.Sprintf("… and %d more", len(b.Queues)-shown); shown > 0 && shown < len(b.Queues) != strings.Contains(board, more) {
				t.Errorf("%s in %d lines, %d are shown:\n%s", q.Name, height, shown, text)
			}
		}
	}
}

// Law: a terminal that becomes smaller has a picture of its size soon, and nobody is asked for that.
func TestWatchAnotherSize(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var out bytes.Buffer
		asked, began := 0, time.Now()
		s := Screen{Out: &out, Keys: &fingers{eof: true}, Changed: make(chan struct{}), Size: func() (int, int) {
			if time.Since(began) > 1300*time.Millisecond {
				return 30, 6
			}
			return 100, 30
		}, Ask: func(context.Context, string) (api.Wallboard, error) { asked++; return morning(), nil }}
		ctx, cancel := context.WithTimeout(t.Context(), 1700*time.Millisecond)
		defer cancel()
		if err := s.Watch(ctx); err != nil {
			t.Error(err)
		}
		pictures := strings.Split(strings.TrimSuffix(out.String(), leave), home)[1:]
		if len(pictures) != 3 || asked != 2 {
			t.Fatalf("%d pictures, asked %d times", len(pictures), asked)
		}
		for _, line := range strings.Split(strings.NewReplacer(empty, "", pageRest, "").Replace(pictures[2]), "\r\n") {
			if width(line) > 30 {
				t.Errorf("a line is too long: %q", line)
			}
		}
	})
}

// Law: where nobody types it goes on until it is told to end.
func TestWatchWithoutKeys(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var out bytes.Buffer
		asked := 0
		s := Screen{Out: &out, Keys: &fingers{eof: true}, Size: func() (int, int) { return 0, 0 },
			Ask: func(context.Context, string) (api.Wallboard, error) { asked++; return morning(), nil }}
		ctx, cancel := context.WithTimeout(t.Context(), 9500*time.Millisecond)
		defer cancel()
		if err := s.Watch(ctx); err != nil || asked != 10 || !strings.HasSuffix(out.String(), leave) {
			t.Errorf("%v, asked %d times", err, asked)
		}
	})
}

var errGone = errors.New("the terminal is gone")

type gone struct{}

func (gone) Write([]byte) (int, error) { return 0, errGone }
