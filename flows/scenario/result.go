package scenario

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/flowtest"
	"github.com/ariapp/ariapp/flows/source"
)

// Result is what came of a case.
type Result struct {
	Case *Case
	// Failures are what was otherwise than the case says; none when it has passed.
	Failures []Failure
	// Facts are all facts of the walk, in order.
	Facts []flows.Fact
	// Outcome is how the walk ended; detached where an expectation was not met, which ends the case.
	Outcome flows.Outcome
	// Elapsed is the virtual time that the call took.
	Elapsed time.Duration
	// Went is where the flow sent the call in the dialplan, nil when it did not.
	Went *flows.Place
	// Heard is what the caller heard, in order.
	Heard []flowtest.Heard
	// Requests are the requests of the flows, in order.
	Requests []Made
	// Texts are the text messages that the flows sent, in order.
	Texts []SentText
	// Hits are how often each of the case's stubs answered, in their order.
	Hits []int
	// Reads are the keys of the store that the flows looked at, each once, in order.
	Reads []StoreRead

	began time.Time
	notes []note
	// stored is what the call has put into its store, in order.
	stored []stored
}

// StoreRead is a key of the store, and the address of the step that looked at it first.
type StoreRead struct{ Key, Step string }

// note is something that happened and is no fact.
type note struct {
	at   time.Time
	text string
	// after is how many facts came before it.
	after int
}

func (r *Result) note(at time.Time, text string) {
	r.notes = append(r.notes, note{at, text, len(r.Facts)})
}

// Made is a request that a flow made.
type Made struct {
	// Request is the method and the address.
	Request string
	At      time.Duration
	// Step is the address of the step that made it.
	Step string
	// Status is that of the response, 0 when there was none.
	Status int

	sent flows.Request
	// after is how many facts came before it.
	after int
}

// Passed tells that all was as the case says.
func (r *Result) Passed() bool { return len(r.Failures) == 0 }

// Failure is one thing that was otherwise.
type Failure struct {
	// Pos is the line of the test.
	Pos source.Pos
	// Flow is the line of the flows where the call was, zero for what concerns the whole call.
	Flow source.Pos
	// Message says what was wanted, and what was instead.
	Message string
}

func (r *Result) fail(pos source.Pos, format string, args ...any) {
	r.Failures = append(r.Failures, Failure{Pos: pos, Message: fmt.Sprintf(format, args...)})
}

// show makes characters visible that would move a terminal's cursor: tests name texts, and texts may hold them.
func (r *Result) show() {
	for i := range r.Failures {
		r.Failures[i].Message = visible(r.Failures[i].Message)
	}
}

// visible writes characters that are not printed as Go and JSON do.
func visible(text string) string {
	var b strings.Builder
	for _, char := range text {
		if unicode.IsPrint(char) {
			b.WriteRune(char)
		} else {
			quoted := strconv.QuoteRune(char)
			b.WriteString(quoted[1 : len(quoted)-1])
		}
	}
	return b.String()
}

// placeOr is where a key stands, or another place where it does not.
func placeOr(places Places, key string, other source.Pos) source.Pos {
	if pos, ok := places[key]; ok {
		return pos
	}
	return other
}

// Trace writes what happened, line by line, for people: the same text for the
// same result, without places in files, so that it can be kept and compared.
func (r *Result) Trace(w io.Writer) { r.trace(w) }
