package simulate

import (
	"bytes"
	"fmt"
	"io"
	"os"

	"golang.org/x/term"
)

// Screen writes to a terminal in raw mode: lines that stay, and below them one
// line that changes.
type Screen struct {
	out    io.Writer
	width  func() int
	status string
}

// NewScreen makes a screen of a terminal; width is how many characters a line has.
func NewScreen(out io.Writer, width func() int) *Screen { return &Screen{out: out, width: width} }

// clearLine brings the cursor to the line's beginning and empties the line.
const clearLine = "\r\x1b[K"

// Write writes lines above the status. A terminal in raw mode needs a carriage return for each.
func (s *Screen) Write(text []byte) (int, error) {
	lines := bytes.ReplaceAll(text, []byte("\n"), []byte("\r\n"))
	if s.status != "" {
		lines = append([]byte(clearLine), lines...)
		s.status = ""
	}
	if _, err := s.out.Write(lines); err != nil {
		return 0, fmt.Errorf("writing to the terminal: %w", err)
	}
	return len(text), nil
}

// Status shows a line in place of the one before; "" shows none. It is cut to
// the width, as a line that wraps could not be taken back.
func (s *Screen) Status(text string) {
	if runes := []rune(text); len(runes) >= s.width() {
		text = string(runes[:max(0, s.width()-1)])
	}
	if text == s.status {
		return
	}
	fmt.Fprint(s.out, clearLine+text)
	s.status = text
}

// OpenTerminal puts a terminal into raw mode, so that each key arrives when it
// is pressed. What is no terminal gives false. restore brings back the mode.
func OpenTerminal(in io.Reader) (restore func(), ok bool, err error) {
	file, isFile := in.(*os.File)
	if !isFile || !term.IsTerminal(int(file.Fd())) {
		return nil, false, nil
	}
	before, err := term.MakeRaw(int(file.Fd()))
	if err != nil {
		return nil, false, fmt.Errorf("putting the terminal into raw mode: %w", err)
	}
	return func() { _ = term.Restore(int(file.Fd()), before) }, true, nil
}

// ScreenOn makes a screen of what is written to, or nil when that is no terminal.
func ScreenOn(out io.Writer) *Screen {
	file, isFile := out.(*os.File)
	if !isFile || !term.IsTerminal(int(file.Fd())) {
		return nil
	}
	return NewScreen(out, func() int {
		width, _, err := term.GetSize(int(file.Fd()))
		if err != nil {
			return defaultWidth
		}
		return width
	})
}
