package lint

import (
	"maps"
	"slices"
	"strings"

	"github.com/ariapp/ariapp/flows/source"
)

func missingPrompt() Rule {
	return Rule{
		Name: "missing-prompt", Severity: source.Warning, Beside: true,
		Summary: "A prompt that is not there, but almost: a slip of the hand.",
		Doc: "The name is neither one of `prompts.folder` nor one of the sounds that Asterisk brings along, and it " +
			"differs by one letter from one that is. Names that are like no other are not looked at: they may be " +
			"sounds that only your Asterisk has. `ariapp check --asterisk` asks it, and knows for sure.\n\n" +
			"Where the name is right, say so on its line: `# ariapp:ignore missing-prompt our own sound`; or keep " +
			"your sounds in a folder of their own, as in `custom/welcome`.",
		Bad:   "    - play: vm-goodby\n",
		Good:  "    - play: vm-goodbye\n",
		Check: checkMissingPrompts,
	}
}

func checkMissingPrompts(p *Pass) {
	prompts := p.Outside.Prompts
	if prompts == nil {
		return
	}
	own, all := slices.Sorted(maps.Keys(prompts.Own)), prompts.Sounds
	if prompts.Prefix == "" { // else bare names are those of a folder of Asterisk's that nobody knows
		own = append(own, all...)
	}
	for _, use := range soundsPlayed(p.Program) {
		known := all
		if use.bare {
			known = own
		}
		if use.Computed || slices.Contains(known, use.name) {
			continue
		}
		i := slices.IndexFunc(known, func(name string) bool { return isSlip(use.name, name) })
		if i < 0 {
			continue
		}
		p.Add(source.Finding{Pos: use.Node.Pos, Width: max(1, len([]rune(use.Node.Value))), Nearest: known[i],
			Message: "there is no prompt " + use.name + ", neither of your own nor among Asterisk's sounds"})
	}
}

// shortest is the length of a name in which one letter is a slip rather than another name.
const shortest = 5

// isSlip tells whether one name is the other with one letter too much, too
// few, wrong, or in its neighbour's place. Digits tell names apart, and so does
// what is put before or behind a name.
func isSlip(written, meant string) bool {
	if len(written) < shortest || len(meant) < shortest || strings.HasPrefix(written, meant) ||
		strings.HasSuffix(written, meant) {
		return false
	}
	from := 0
	for from < min(len(written), len(meant)) && written[from] == meant[from] {
		from++
	}
	a, b := written[from:], meant[from:]
	for len(a) > 0 && len(b) > 0 && a[len(a)-1] == b[len(b)-1] {
		a, b = a[:len(a)-1], b[:len(b)-1]
	}
	if strings.ContainsAny(a+b, "0123456789/") {
		return false
	}
	swapped := len(a) == 2 && len(b) == 2 && a[0] == b[1] && a[1] == b[0]
	return len(a) <= 1 && len(b) <= 1 || swapped
}
