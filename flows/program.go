package flows

import (
	"maps"
	"slices"
	"time"

	"github.com/ariapp/ariapp/flows/digits"
	"github.com/ariapp/ariapp/flows/source"
)

// Program is a compiled ivr.yaml. It is never changed after Compile; any number
// of calls walk it at once.
type Program struct {
	// Version is short for the content of the files; a checkpoint belongs to one version.
	Version string
	// Limits bound every call.
	Limits Limits

	flows    map[string]*Flow
	order    []*Flow
	numbers  *digits.Table[Route]
	vars     map[string]any
	config   map[string]any
	secrets  map[string]any
	handlers map[string]Handlers
	onError  *Block
	onHangup *Block
	hotkeys  hotkeys
	prompts  []PromptUse
	routes   []Route
	uses     []Use
	given    []Assignment
	declared map[string]any
	// sharers are the steps that take a handler of their flow or of the file.
	sharers map[*Block][]*Placed
	// hooks are the lists of steps of each flow beside its own, of the file under nil.
	hooks map[*Flow][]*Block
	// languages are those that numbers and steps name.
	languages []string
	blocks    map[string]*Block
	// secretive tells that a step asks for a secret, so that keys typed ahead may be one.
	secretive bool
}

// HasOnHangup tells whether steps run when a caller has hung up, whatever the flow.
func (p *Program) HasOnHangup() bool {
	return p.onHangup != nil || slices.ContainsFunc(p.order, func(f *Flow) bool { return f.onHangup != nil })
}

// Flow is one named list of steps.
type Flow struct {
	Name string
	Pos  source.Pos
	// Params are the flow's own variables with their values at the beginning.
	Params map[string]any
	Block  *Block

	handlers map[string]Handlers
	onError  *Block
	onHangup *Block
	hotkeys  hotkeys
	// ownKeys tells that the file's hotkeys do not hold here.
	ownKeys bool
	ids     map[string]*Placed
}

// Block is a list of steps that stand together: a flow's, or those inside a step.
type Block struct {
	// Address is unique in the program: "main", "main/top.choices.1".
	Address string
	Steps   []*Placed
	// parent is the step that the block stands in, nil for a flow's own.
	parent *Placed
	// again tells that the parent runs once more when the block is through, instead of the step after it.
	again bool
	// offline tells that the block runs when the call is over.
	offline bool
	// flow is the flow that the block belongs to, nil in the file's defaults.
	flow *Flow
}

// Placed is a step at its place in the file.
type Placed struct {
	// ID is the id given, else the place: "3", "3.then.1".
	ID string
	// Address is unique in the program: flow/ID.
	Address string
	Kind    string
	Pos     source.Pos
	Spec    *Spec
	Step    Step
	// OnError are the step's own steps for its failure, or nil.
	OnError *Block

	when    Value[bool]
	hasWhen bool
	block   *Block
	index   int
	results []Result

	flow     *Flow
	blocks   []*Block
	targets  []*Target
	handlers map[string]Handlers
}

// Route is what a number leads to.
type Route struct {
	// Pattern is the number as it is written in the file.
	Pattern string
	Flow    *Flow
	// Language is the call's language, "" for that of the channel.
	Language string
	// AnswerDelay is the time between answer and first sound, negative when the file does not say.
	AnswerDelay time.Duration
	// Vars override the program's variables.
	Vars map[string]any
	// Captures are the digits that the pattern's wildcards matched.
	Captures []string
}

// Route finds what a dialled number leads to, by Asterisk's order of preference.
func (p *Program) Route(number string) (Route, bool) {
	route, captures, ok := p.numbers.Lookup(number)
	route.Captures = captures
	return route, ok
}

// Flow is the flow of that name, or nil.
func (p *Program) Flow(name string) *Flow { return p.flows[name] }

// Flows are all flows in the order of the file.
func (p *Program) Flows() []*Flow { return slices.Clone(p.order) }

// Secrets are the names of the scope `secrets`, in order.
func (p *Program) Secrets() []string { return slices.Sorted(maps.Keys(p.secrets)) }

// EachStep calls visit for every step of the program, block by block.
func (p *Program) EachStep(visit func(*Placed)) {
	addresses := make([]string, 0, len(p.blocks))
	for address := range p.blocks {
		addresses = append(addresses, address)
	}
	slices.Sort(addresses)
	for _, address := range addresses {
		for _, step := range p.blocks[address].Steps {
			visit(step)
		}
	}
}
