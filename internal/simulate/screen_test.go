package simulate

import (
	"io"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// Law: lines stay, the status below them is taken back first and never wraps.
func TestScreen(t *testing.T) {
	var out strings.Builder
	screen := NewScreen(&out, func() int { return 8 })
	screen.Status("äbcdefghijk")
	screen.Status("äbcdefghijk")
	if _, err := io.WriteString(screen, "one\ntwo\n"); err != nil {
		t.Fatal(err)
	}
	screen.Status("")
	screen.Status("short")
	want := clearLine + "äbcdefg" + clearLine + "one\r\ntwo\r\n" + clearLine + "short"
	if diff := cmp.Diff(want, out.String()); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

// Law: a file that is no terminal is neither put into raw mode nor drawn on.
func TestNoTerminal(t *testing.T) {
	reader, writer, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer reader.Close()
	defer writer.Close()
	for _, in := range []io.Reader{reader, strings.NewReader("")} {
		if _, raw, err := OpenTerminal(in); raw || err != nil {
			t.Errorf("%T: %v, %v", in, raw, err)
		}
	}
	if screen := ScreenOn(writer); screen != nil {
		t.Error("a pipe became a screen")
	}
}

// Law: a file gives what is typed and does not wait longer than asked; its end is EOF.
func TestFile(t *testing.T) {
	reader, writer, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer reader.Close()
	keys := File{reader}
	if text, err := keys.Wait(t.Context(), time.Millisecond); text != "" || err != nil {
		t.Errorf("before: %q, %v", text, err)
	}
	if _, err := writer.WriteString("12"); err != nil {
		t.Fatal(err)
	}
	if text, err := keys.Wait(t.Context(), time.Minute); text != "12" || err != nil {
		t.Errorf("typed: %q, %v", text, err)
	}
	if err := writer.Close(); err != nil {
		t.Fatal(err)
	}
	if text, err := keys.Wait(t.Context(), time.Minute); text != "" || err != io.EOF {
		t.Errorf("after: %q, %v", text, err)
	}
}

// Law: whatever a flow says, a line of the trace stays one line and moves no cursor.
func TestPrintable(t *testing.T) {
	if got := printable("ä\x1b[2J\tb\nsecond"); got != "ä�[2J�b" {
		t.Errorf("got %q", got)
	}
}
