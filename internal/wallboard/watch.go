package wallboard

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/ariapp/ariapp/internal/api"
)

// Keys is where keys come from; a simulate.File is one.
type Keys interface {
	// Wait returns what is typed within d, at once if there is something, and "" for nothing.
	Wait(ctx context.Context, d time.Duration) (string, error)
}

// Screen is a terminal that shows a board.
type Screen struct {
	Keys Keys
	Out  io.Writer
	// Size is the terminal's, in columns and lines; zeroes where it does not say.
	Size func() (width, height int)
	// Colours tells that it has some.
	Colours bool
	// Queue is the one whose entries are shown, "" for none.
	Queue string
	// Ask asks for the board, with the entries of a queue.
	Ask func(ctx context.Context, queue string) (api.Wallboard, error)
	// Changed has something in it when something has happened since it was emptied; nil where nobody tells.
	Changed <-chan struct{}
	// width and height are those of the last picture.
	width, height int
}

// What a terminal obeys: another page without a cursor, and back; the first place; an empty line, the rest of the page.
const (
	enter    = "\x1b[?1049h\x1b[?25l\x1b[?7l"
	leave    = "\x1b[?7h\x1b[?25h\x1b[?1049l"
	home     = "\x1b[H"
	empty    = "\x1b[2K"
	pageRest = "\x1b[J"
)

// Watch draws the board once a second, and when it has changed, until ctx ends, or q or Ctrl-C is pressed. The arrow
// keys choose the queue. An error is that of the first answer, or of the terminal.
func (s Screen) Watch(ctx context.Context) (err error) {
	board, err := s.ask(ctx)
	if err != nil {
		return err
	}
	if _, err := io.WriteString(s.Out, enter); err != nil {
		return fmt.Errorf("writing to the terminal: %w", err)
	}
	defer func() {
		_, failed := io.WriteString(s.Out, leave)
		err = errors.Join(err, failed)
	}()
	trouble, deaf := "", false
	for next := time.Now().Add(every); ; {
		if err := s.draw(board, trouble); err != nil {
			return err
		}
		for again := false; !again; {
			typed, over, err := s.wait(ctx, s.pause(next), &deaf)
			if err != nil || over {
				return err
			}
			again = s.choose(board, typed) || !time.Now().Before(next) || s.changed()
			if !again && s.resized() {
				if err := s.draw(board, trouble); err != nil {
					return err
				}
			}
		}
		next = time.Now().Add(every)
		switch fresh, err := s.ask(ctx); {
		case ctx.Err() != nil:
			return nil
		case err != nil:
			trouble = "as of " + board.At.Local().Format(time.TimeOnly) + ": " + err.Error()
		default:
			board, trouble = fresh, ""
		}
	}
}

// pause is how long may be waited before it is looked whether something has changed.
func (s Screen) pause(next time.Time) time.Duration {
	if s.Changed == nil {
		return time.Until(next)
	}
	return min(time.Until(next), often)
}

// changed tells whether something has happened, once.
func (s Screen) changed() bool {
	select {
	case <-s.Changed:
		return true
	default:
		return false
	}
}

// size is the terminal's.
func (s *Screen) size() (width, height int) {
	if width, height = s.Size(); width <= 0 || height <= 0 {
		return usualWidth, usualHeight
	}
	return width, height
}

// resized tells whether the terminal is of another size than the last picture.
func (s *Screen) resized() bool {
	width, height := s.size()
	return width != s.width || height != s.height
}

// wait takes keys for a while; over tells that one of them ends it.
func (s Screen) wait(ctx context.Context, d time.Duration, deaf *bool) (typed string, over bool, err error) {
	if *deaf {
		timer := time.NewTimer(max(d, 0))
		defer timer.Stop()
		select {
		case <-timer.C:
		case <-ctx.Done():
		}
		return "", ctx.Err() != nil, nil
	}
	typed, err = s.Keys.Wait(ctx, max(d, 0).Truncate(time.Millisecond)+time.Millisecond)
	if errors.Is(err, io.EOF) { // nobody types any more, but somebody may look on
		*deaf, err = true, nil
	}
	plainKeys := strings.NewReplacer("\x1b[A", "", "\x1b[B", "", "\x1bOA", "", "\x1bOB", "").Replace(typed)
	return typed, ctx.Err() != nil || strings.ContainsAny(plainKeys, "qQ\x03\x04"), err
}

// choose goes to the queue before or behind by the arrow keys; true when it is another one.
func (s *Screen) choose(board api.Wallboard, typed string) bool {
	steps := strings.Count(typed, "\x1b[B") + strings.Count(typed, "\x1bOB") + strings.Count(typed, "j") -
		strings.Count(typed, "\x1b[A") - strings.Count(typed, "\x1bOA") - strings.Count(typed, "k")
	if steps == 0 {
		return false
	}
	names := []string{""} // none is one of them
	at := 0
	for i, q := range board.Queues {
		if names = append(names, q.Name); q.Name == s.Queue {
			at = i + 1
		}
	}
	at = ((at+steps)%len(names) + len(names)) % len(names)
	if names[at] == s.Queue {
		return false
	}
	s.Queue = names[at]
	return true
}

func (s Screen) ask(ctx context.Context) (api.Wallboard, error) {
	ctx, cancel := context.WithTimeout(ctx, askTime)
	defer cancel()
	return s.Ask(ctx, s.Queue)
}

// draw writes a picture over the one before.
func (s *Screen) draw(board api.Wallboard, trouble string) error {
	s.width, s.height = s.size()
	v := View{Width: s.width, Height: s.height, Queue: s.Queue, Colours: s.Colours, Now: time.Now(), Trouble: trouble}
	lines := Lines(board, v)
	// A line is emptied before it is written: behind one that is full the cursor still stands on its last sign.
	text := home + empty + strings.Join(lines, "\r\n"+empty)
	if len(lines) < v.Height {
		text += "\r\n" + pageRest
	}
	if _, err := io.WriteString(s.Out, text); err != nil {
		return fmt.Errorf("writing to the terminal: %w", err)
	}
	return nil
}
