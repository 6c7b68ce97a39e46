package scenario

import (
	"time"

	"github.com/ariapp/ariapp/flows/source"
)

// File is a test file: which flows it tests, and its cases.
type File struct {
	// Path is the file's own.
	Path string
	// Flows is the path of the ivr.yaml, relative to the test file: NAME.yaml for NAME_test.yaml unless it says otherwise.
	Flows string
	// FlowsPos is where it stands, zero when the file does not say.
	FlowsPos source.Pos
	// Stubs are those that the file gives to all its cases.
	Stubs []Stub
	// Cases are the tests in the order of the file; a test with rows is one case a row.
	Cases []*Case
}

// Case is one call: what is given, what happens, and what must hold at the end.
type Case struct {
	Name string
	// Row is the name of the row of a table test, "" for other tests.
	Row  string
	Tags []string
	Pos  source.Pos
	// Given is what holds before the call, that of the file included.
	Given Given
	// Acts are what the caller does and what is expected meanwhile, in order.
	Acts []Act
	// End is what must hold when the call is over.
	End End
	// Golden tells that the trace is to be compared with the one that was kept.
	Golden bool
}

// Title is the case's name, with that of its row.
func (c *Case) Title() string {
	if c.Row == "" {
		return c.Name
	}
	return c.Name + "/" + c.Row
}

// Given is what holds before the call. Zero fields mean the defaults.
type Given struct {
	// To is the number dialled.
	To string
	// From is the caller's number, FromName the name that comes with it. Withheld tells that there is no number.
	From, FromName string
	Withheld       bool
	// Text is what the caller writes, who sends a text in place of a call; "" for a call.
	Text string
	// Language overrides the number's.
	Language string
	// At is when the call comes in.
	At time.Time
	// Patience is how long the caller stays when nothing is left to do.
	Patience time.Duration
	// Vars override the variables of the flows.
	Vars []Var
	// Schedules decide what the real ones would.
	Schedules []Schedule
	// Tables stand for the real ones of their names.
	Tables []Table
	// Store is what is stored already. StoreBroken has every use of the store fail.
	Store       []Entry
	StoreBroken bool
	// HTTP are the stubs of web services, the case's own before those of the file.
	HTTP []Stub
	// Dialled are those whom the flow dials, in the order in which an endpoint is looked for.
	Dialled []Dialled
	// Agents are what agents of queues do.
	Agents []Dialled
	// Prompts are the lengths of prompts; PromptLength is that of the others.
	Prompts      []Length
	PromptLength time.Duration
	// Missing are prompts that there are no sounds for.
	Missing []Name
	// Places are where the keys stand in the file.
	Places Places
}

// Places are where keys stand in a file, by key.
type Places map[string]source.Pos

// Name is a name that a test mentions: of a step, a flow, a prompt.
type Name struct {
	Text string
	Pos  source.Pos
}

// Var is a variable with its value, as the file's `vars` would have it.
type Var struct {
	Name  string
	Value any
	Pos   source.Pos
}

// Schedule is what a schedule says, whatever the time.
type Schedule struct {
	Name string
	// Status is open, closed or holiday; broken for one that cannot be asked.
	Status string
	// Rule is what decided; "" says that the test does.
	Rule string
	Pos  source.Pos
}

// Table is a table of rows by key.
type Table struct {
	Name string
	// Broken has every look-up fail.
	Broken bool
	Rows   []Row
	Pos    source.Pos
}

// Row is one row of a table.
type Row struct {
	Key    string
	Values []Var
}

// Entry is a key of the store and its value, as the step store writes it.
type Entry struct {
	Key   string
	Value any
	// Gone tells, among expectations, that nothing may stand under the key.
	Gone bool
	Pos  source.Pos
}

// Length is how long a prompt takes.
type Length struct {
	Prompt string
	Length time.Duration
	Pos    source.Pos
}

// Stub answers requests to a web service.
type Stub struct {
	// Request is the method, or ANY, and the address, in which * stands for anything but / and ** for anything:
	// "GET https://crm.example.com/*".
	Request string
	// Status is that of the response, Header its headers.
	Status int
	Header []Header
	// Body is what comes back.
	Body string
	// Error is why nothing comes back instead: timeout, refused, breaker, too_large or failed.
	Error string
	// After is how long it takes.
	After time.Duration
	// Times is how often it must be asked for, and answers: after that the next stub that fits does. -1 when the test
	// does not say.
	Times int
	// Optional tells that nobody need ask for it: the stub says so, or is the file's.
	Optional bool
	Pos      source.Pos
}

// Header is a header and its value.
type Header struct{ Name, Value string }
