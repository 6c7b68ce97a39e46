package scenario

import (
	"time"

	"github.com/ariapp/ariapp/flows/source"
)

// ActKind says what an [Act] is.
type ActKind string

// What happens in a case.
const (
	// Expect: this comes next. Of prompts the very next one counts; of steps,
	// requests and logs the next one that fits.
	Expect ActKind = "expect"
	// Await: time passes until this comes, whatever is heard before.
	Await ActKind = "await"
	// Press: the caller presses keys.
	Press ActKind = "press"
	// Wait: the caller does nothing for a time, whatever is heard.
	Wait ActKind = "wait"
	// Silence: when what is heard now has ended, nothing is heard for a time.
	Silence ActKind = "silence"
	// HangUp: the caller hangs up.
	HangUp ActKind = "hangup"
)

// Act is one thing that the caller does or that is expected, after the one before.
type Act struct {
	Kind ActKind
	// Want is what Expect and Await want.
	Want Want
	// Keys are what Press presses, [flowtest.KeyGap] apart.
	Keys string
	// For is how long Wait and Silence last.
	For time.Duration
	// After is how long after the act before Press and HangUp come.
	After time.Duration
	// Within is how long after the act before Expect and Await are met at the latest; 0 for the caller's patience.
	Within time.Duration
	Pos    source.Pos
}

// Sort is the sort of thing that is wanted.
type Sort string

// What can be wanted.
const (
	// Prompt is a prompt by its text: "welcome", "digits:12".
	Prompt Sort = "prompt"
	// Said is something said by its meaning: "money;currency=USD:105.5" is met by any prompt that says that much.
	Said Sort = "say"
	// Sounds are prompts by the sounds that they are spelled in.
	Sounds Sort = "sounds"
	// StepBegins is a step's beginning.
	StepBegins Sort = "step"
	// Asked is a request to a web service.
	Asked Sort = "http"
	// LogLine is a line of the log that holds a text.
	LogLine Sort = "log"
)

// Want is something to hear or to see.
type Want struct {
	Sort Sort
	// Text is the prompt, what is said, the step's address, the request or the log's text.
	Text string
	// Language is that of the prompt, "" for any.
	Language string
	// Sounds are the names of Sounds.
	Sounds []string
	// Level is that of the log's line, "" for any.
	Level string
	// JSON is what the request's body must hold, nil for anything: of mappings, these keys.
	JSON any
	// Body is the request's body, "" for any.
	Body string
	// Header are headers that the request must have.
	Header []Header
}
