package app

import (
	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/source"
)

// textVariable is where a flow finds the text that it is walked for.
const textVariable = "message_text"

// entries are flows that are walked though no number leads to them.
func (f *File) entries() []string {
	if f.Config.Messages.Flow == "" {
		return nil
	}
	return []string{f.Config.Messages.Flow}
}

// checkMessages reports a flow for texts that is not there, or that needs a telephone.
func checkMessages(report *source.Report, doc *source.Document, f *File) {
	at, name := doc.Root.Get("messages").Get("flow"), f.Config.Messages.Flow
	if at == nil || name == "" || f.Program == nil {
		return
	}
	flow := f.Program.Flow(name)
	if flow == nil {
		var accepted []string
		for _, one := range f.Program.Flows() {
			accepted = append(accepted, one.Name)
		}
		report.Add(source.Finding{Pos: at.Pos, Width: len(at.Value), Rule: "unknown-flow", Severity: source.Error,
			Message: "there is no flow " + name, Accepted: accepted, Nearest: source.Nearest(name, accepted)})
		return
	}
	if vars, _ := f.Program.Declared(); vars[textVariable] != nil {
		if _, text := vars[textVariable].(string); !text {
			report.Errorf(doc.Root.Get("vars").Get(textVariable), "wrong-type",
				"messages puts a text into vars.%s; let it begin with one, such as %q", textVariable, "")
		}
	}
	f.Program.EachStep(func(step *flows.Placed) {
		if step.Flow() == flow && !step.Spec.Offline && !step.Block().Offline() { // what is offline was looked at
			report.Add(source.Finding{Pos: step.Pos, Width: len(step.Kind), Rule: "needs-telephone",
				Severity: source.Error, Message: step.Kind + " needs a telephone; " + name +
					" is the flow of messages, and a text is no call"})
		}
	})
}
