package simulate

import (
	"context"
	"io"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ariapp/ariapp/flows"
)

// late are keys that come at once, but not before their time; nothing follows.
type late struct {
	at   time.Time
	text string
}

// Wait lets d pass, or less.
func (l *late) Wait(_ context.Context, d time.Duration) (string, error) {
	if l.text == "" {
		return "", io.EOF
	}
	time.Sleep(max(0, min(d, time.Until(l.at))))
	if time.Now().Before(l.at) {
		return "", nil
	}
	text := l.text
	l.text = ""
	return text, nil
}

// Law: keys that a pipe has together are one answer, whenever they come: before the question, within its prompt, after
// it, or just as a wait is over.
func TestKeysComeWhenever(t *testing.T) {
	compiled := programOf(t, "numbers: {400: {flow: code, answer_delay: 0s}, 200: main}\nflows:\n  code:\n"+
		"    - collect: {id: code, length: 2, prompt: enter}\n    - log: 'code ${steps.code.value}'\n"+
		"  main: [collect: {id: pin, prompt: pin, secret: true, on_exhausted: hangup}]\n"+
		"defaults: {on_exhausted: hangup}\n")
	for after := time.Duration(0); after < 20*time.Second; after += 7 * time.Millisecond {
		synctest.Test(t, func(t *testing.T) {
			var out strings.Builder
			keys := &late{at: time.Now().Add(after), text: "42\n"}
			outcome, err := Call{Program: compiled, To: "400", Out: &out}.Live(t.Context(), keys, nil)
			if err != nil || outcome.Status != flows.Ended || !strings.Contains(out.String(), "logs     info: code 42") ||
				!strings.Contains(out.String(), "key      ") {
				t.Fatalf("after %v: %+v, %v\n%s", after, outcome, err, out.String())
			}
		})
		if t.Failed() {
			return
		}
	}
}
