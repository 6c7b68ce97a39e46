package report

import "time"

// Report is what a journal tells of its calls.
type Report struct {
	// Since and Flow are what it was asked for, From and To when the first and the last call entered.
	Since time.Time `json:"since,omitzero"`
	Flow  string    `json:"flow,omitempty"`
	From  time.Time `json:"from,omitzero"`
	To    time.Time `json:"to,omitzero"`

	Calls    Totals    `json:"calls"`
	Versions []Version `json:"versions"`
	Flows    []Flow    `json:"flows"`
	Steps    []Step    `json:"steps"`
	Prompts  []Prompt  `json:"prompts"`
	Paths    []Path    `json:"paths"`

	// Partial are calls whose beginning is missing, Holes those of which entries are missing in the middle,
	// Lost entries that the journal dropped, Damaged lines that are none.
	Partial int `json:"partial"`
	Holes   int `json:"holes"`
	Lost    int `json:"lost"`
	Damaged int `json:"damaged"`
}

// Totals are how calls ended.
type Totals struct {
	Calls int `json:"calls"`
	// Ended calls came to their end in the flows, Left ones went on in the
	// dialplan, HungUp ones were ended by the caller, Early of these very soon.
	Ended  int `json:"ended"`
	Left   int `json:"left"`
	HungUp int `json:"hung_up"`
	Early  int `json:"early"`
	Failed int `json:"failed"`
	// Detached calls went back to the dialplan as the daemon stopped.
	Detached int `json:"detached"`
	// CutOff calls have no end as their daemon was killed, and go on in no process that writes this journal.
	CutOff int `json:"cut_off"`
	// Elsewhere are calls that the daemon has handed over to another process, whose journal has their end.
	Elsewhere int `json:"elsewhere"`
	// Open calls have no end in the journal so far.
	Open int `json:"open"`
	// Median is how long half of them took at most.
	Median Span `json:"median_seconds"`
}

// Containment is the share of calls that ended in the flows, of all that are over.
func (t Totals) Containment() float64 { return share(t.Ended, t.Over()) }

// Over are the calls whose end is known.
func (t Totals) Over() int { return t.Calls - t.Open - t.CutOff - t.Elsewhere }

// Version is one version of the file, with what became of its calls.
type Version struct {
	Version string `json:"version"`
	// Share is stable or canary, "" where the journal does not say.
	Share string `json:"share,omitempty"`
	Totals
}

// Flow is what became of a flow.
type Flow struct {
	Name string `json:"name"`
	// Entries are how often it began, Began how many calls began with it.
	Entries int `json:"entries"`
	Began   int `json:"began"`
	// Returned is how often it came to its end, Jumped how often the walk left it for another flow.
	Returned int `json:"returned"`
	Jumped   int `json:"jumped"`
	// HungUp, Failed, Left and Ended are how many calls were over in it, in that way.
	HungUp int `json:"hung_up"`
	Failed int `json:"failed"`
	Left   int `json:"left"`
	Ended  int `json:"ended"`
}

// Step is what became of callers in a step.
type Step struct {
	Address string `json:"step"`
	Kind    string `json:"kind"`
	// Place is where it stood in the file when it was last begun.
	Place string `json:"place,omitempty"`
	// Entries are how often it began, HungUp how often the caller hung up in it.
	Entries int `json:"entries"`
	HungUp  int `json:"hung_up"`
	Failed  int `json:"failed"`
	// Attempts are how often a question was asked, and what it was answered with: nothing, or nothing that fits.
	// Exhausted is how often it was given up.
	Attempts  int `json:"attempts"`
	NoInput   int `json:"no_input"`
	NoMatch   int `json:"no_match"`
	Exhausted int `json:"exhausted"`
	// Median is how long half of the entries took at most.
	Median Span   `json:"median_seconds"`
	Exits  []Exit `json:"exits"`
}

// DropOff is the share of entries in which the caller hung up.
func (s Step) DropOff() float64 { return share(s.HungUp, s.Entries) }

// Exit is a way out of a step.
type Exit struct {
	// Way is its label, "" where there is one only.
	Way string `json:"way,omitempty"`
	// Next is the address of the next step, or how the call ended there: "ended", "left", "hung up", "failed",
	// "detached", "elsewhere", "cut-off", "open".
	Next  string `json:"next"`
	Count int    `json:"count"`
}

// Prompt is how much was heard of a prompt.
type Prompt struct {
	// Text names the prompt; values in it are left out: "digits:…".
	Text  string `json:"prompt"`
	Begun int    `json:"begun"`
	// Done was heard to its end, Cut ended by a key, HungUp by the caller's leaving, Failed was not to be heard.
	Done   int `json:"done"`
	Cut    int `json:"cut"`
	HungUp int `json:"hung_up"`
	Failed int `json:"failed"`
	// Heard is how much half of those heard at most who ended it, Length how long it is.
	Heard  Span `json:"heard_seconds"`
	Length Span `json:"length_seconds"`
}

// Path is a way through the flows.
type Path struct {
	// Steps are the first ones; More tells that others followed.
	Steps []string `json:"steps"`
	More  bool     `json:"more,omitempty"`
	// End is how the calls ended, as an [Exit]'s Next.
	End   string `json:"end"`
	Calls int    `json:"calls"`
}

func share(part, of int) float64 {
	if of == 0 {
		return 0
	}
	return float64(part) / float64(of)
}
