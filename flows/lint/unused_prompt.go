package lint

import (
	"maps"
	"slices"
	"strings"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/source"
)

func unusedPrompt() Rule {
	return Rule{
		Name: "unused-prompt", Severity: source.Warning, Beside: true,
		Summary: "Prompts in the folder that no flow plays.",
		Doc: "Nothing names the file. Often the flow names another one, or the file has become superfluous. A prompt " +
			"whose name an expression makes (`greeting-${call.language}`) counts as used as soon as it begins like " +
			"that; where a web service or a table gives whole names, nothing is said at all.\n\nDelete the files, or " +
			"play them. What others play: `# ariapp:ignore unused-prompt played by the dialplan`, beside `folder`.",
		Bad:   "prompts: {folder: prompts}      # prompts/welcome.wav, prompts/christmas.wav\n",
		Good:  "prompts: {folder: prompts}      # prompts/welcome.wav\n",
		Check: checkUnusedPrompts,
	}
}

func checkUnusedPrompts(p *Pass) {
	prompts, at := p.Outside.Prompts, p.Doc.Root.Get("prompts").Get("folder")
	if prompts == nil || at == nil || namesFromOutside(p) {
		return
	}
	texts := textsIn(p.Doc.Root, nil)
	unused := slices.DeleteFunc(slices.Sorted(maps.Keys(prompts.Own)), func(name string) bool {
		return slices.Contains(prompts.Beside, name) || slices.ContainsFunc(soundsPlayed(p.Program), func(use played) bool {
			return use.bare && (use.name == name || use.Computed && strings.HasPrefix(name, use.name))
		}) || slices.ContainsFunc(texts, func(text string) bool { return strings.Contains(text, name) })
	})
	if len(unused) == 0 {
		return
	}
	shown := strings.Join(unused[:min(len(unused), listedMax)], ", ")
	if more := len(unused) - listedMax; more > 0 {
		p.AtNode(at, "no flow plays %s and %d more; delete them, or play them", shown, more)
		return
	}
	p.AtNode(at, "no flow plays %s; delete what is not needed, or play it", shown)
}

// textsIn are the values of a document, in which names of prompts may stand.
func textsIn(n *source.Node, texts []string) []string {
	if n.Kind == source.Scalar {
		texts = append(texts, n.Value)
	}
	for _, value := range n.All() {
		texts = textsIn(value, texts)
	}
	for _, item := range n.Items {
		texts = textsIn(item, texts)
	}
	return texts
}

// namesFromOutside tells whether a prompt's whole name may come from a table, a service or the store.
func namesFromOutside(p *Pass) bool {
	r := newReading(p)
	foreign := r.spreadOf(r.fromElsewhere(), func(flows.Use) bool { return true })
	return slices.ContainsFunc(p.Program.Uses(), func(use flows.Use) bool {
		_, ok := foreign.of(use)
		return ok && use.Step != nil && isMedia(use.Step, use.Field) && beginsWith(use.Node, use)
	})
}

// fromElsewhere tells the values that do not stand in the file: results of
// steps, and what `result` takes out of them.
func (r *reading) fromElsewhere() func(flows.Use, flows.Read) (cause, bool) {
	taken := r.taken()
	return func(use flows.Use, read flows.Read) (cause, bool) {
		_, result := r.stepRead(use, read)
		return cause{what: dotted(read.Path)}, read.Path[0] == "call" || taken[dotted(read.Path)] != nil ||
			slices.Contains([]string{"json", "text", "row", "value", "values"}, result)
	}
}

// isMedia tells whether a field of a step takes prompts, by itself or inside.
func isMedia(step *flows.Placed, field string) bool {
	return field == "confirm" || field == "pin" || slices.ContainsFunc(step.Spec.Fields, func(f flows.Field) bool {
		return f.Name == field && (f.Type.Name == flows.Media.Name || f.Type.Name == flows.MediaSeries.Name)
	})
}
