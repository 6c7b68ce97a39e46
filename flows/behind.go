package flows

import (
	"maps"
	"slices"

	"github.com/ariapp/ariapp/flows/source"
)

// Behind tells where a walk goes from behind a step.
type Behind struct {
	// Steps are the steps of which one is next: the one behind, or the one
	// around; behind a handler that several steps share, each of them.
	Steps []*Placed
	// Returns tells that the flow ends there: its caller goes on, or the call ends.
	Returns bool
	// Resumes tells that whatever was under way goes on, as behind the steps of a hotkey.
	Resumes bool
}

// Behind is where a walk goes from behind a step.
func (p *Program) Behind(step *Placed) Behind { return (&follower{program: p}).behind(step) }

// follower goes outward from block to block. A handler that holds a question
// which takes the same handler leads back to itself: what was seen is not entered again.
type follower struct {
	program *Program
	seen    []*Block
}

func (f *follower) behind(step *Placed) Behind {
	if next := step.index + 1; next < len(step.block.Steps) {
		return Behind{Steps: []*Placed{step.block.Steps[next]}}
	}
	return f.afterBlock(step.block)
}

// afterBlock is where a walk goes from the end of a block.
func (f *follower) afterBlock(b *Block) Behind {
	sharers := f.program.sharers[b]
	switch {
	case slices.Contains(f.seen, b):
		return Behind{}
	case b.offline:
		if b.parent != nil && b.parent.block.offline {
			return f.afterInner(b, b.parent)
		}
		return Behind{}
	case b.parent != nil:
		return f.afterInner(b, b.parent)
	case len(sharers) > 0:
		f.seen = append(f.seen, b)
		var all Behind
		for _, step := range sharers {
			all = all.and(f.afterInner(b, step))
		}
		return all
	case b.again:
		return Behind{Resumes: true}
	}
	return Behind{Returns: true}
}

// and is where a walk goes that may go either way.
func (b Behind) and(other Behind) Behind {
	for _, step := range other.Steps {
		if !slices.Contains(b.Steps, step) {
			b.Steps = append(b.Steps, step)
		}
	}
	b.Returns, b.Resumes = b.Returns || other.Returns, b.Resumes || other.Resumes
	return b
}

func (f *follower) afterInner(b *Block, around *Placed) Behind {
	switch {
	case isHotkeys(b.label()):
		return Behind{Resumes: true}
	case b.Again():
		return Behind{Steps: []*Placed{around}}
	}
	return f.behind(around)
}

func isHotkeys(label string) bool { return len(label) > 8 && label[:8] == "hotkeys." }

// share notes which steps take which handlers of their flow or of the file.
func (p *Program) share() {
	p.sharers = map[*Block][]*Placed{}
	p.EachStep(func(step *Placed) {
		for _, way := range p.Ways(step) {
			if way.Inherited {
				p.sharers[way.Block] = append(p.sharers[way.Block], step)
			}
		}
	})
}

// Hotkey is a key, or several, that do the same anywhere in a flow.
type Hotkey struct {
	Keys string
	// Word is repeat, back or top; Block are the steps where there is none.
	Word  string
	Block *Block
	Pos   source.Pos
}

// Hotkeys are those of a flow in the order of the file, of the whole file for nil.
func (p *Program) Hotkeys(flow *Flow) []Hotkey {
	set := p.hotkeys
	if flow != nil {
		set = flow.hotkeys
	}
	keys := make([]Hotkey, 0, len(set))
	for _, h := range set {
		keys = append(keys, Hotkey{h.keys, h.word, h.block, h.pos})
	}
	return keys
}

// Inherits tells whether the file's hotkeys hold in the flow.
func (f *Flow) Inherits() bool { return !f.ownKeys }

// Hooks are the lists of steps that belong to a flow beside its own: handlers,
// on_error, on_hangup and hotkeys; those of the whole file for nil.
func (p *Program) Hooks(flow *Flow) []*Block { return slices.Clone(p.hooks[flow]) }

// hang notes which lists of steps belong to which flow beside its own.
func (p *Program) hang() {
	p.hooks = map[*Flow][]*Block{}
	for _, address := range slices.Sorted(maps.Keys(p.blocks)) {
		b := p.blocks[address]
		if b.parent == nil && (b.flow == nil || b != b.flow.Block) {
			p.hooks[b.flow] = append(p.hooks[b.flow], b)
		}
	}
}

// Numbers are the routes as the file orders them.
func (p *Program) Numbers() []Route { return slices.Clone(p.routes) }
