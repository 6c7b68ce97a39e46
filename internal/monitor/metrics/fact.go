package metrics

import "github.com/ariapp/ariapp/flows"

// How a prompt ends.
const (
	promptDone   = "done"
	promptFailed = "failed"
	promptCut    = "cut"
)

// Fact counts what happened in a call's walk.
func (m *Metrics) Fact(f flows.Fact) {
	switch f.Kind {
	case flows.FlowBegun, flows.WalkResumed:
		m.begun.in(f.Call, f.Flow)
	case flows.WalkEnded:
		ended := m.ending.of(f.Outcome)
		m.walks.WithLabelValues(m.flow.of(m.begun.out(f.Call)), ended).Inc()
		m.walkSeconds.WithLabelValues(ended).Observe(f.Took.Seconds())
	case flows.StepEnded:
		kind := m.kind.of(f.Type)
		m.steps.WithLabelValues(kind, m.status.of(f.Outcome)).Inc()
		m.stepSeconds.WithLabelValues(kind).Observe(f.Took.Seconds())
	case flows.StepFailed:
		m.failures.WithLabelValues(m.kind.of(f.Type)).Inc()
	case flows.PromptEnded:
		outcome := promptDone
		if f.Outcome != promptDone {
			outcome = promptFailed
		}
		m.prompts.WithLabelValues(outcome).Inc()
	case flows.PromptCut:
		m.prompts.WithLabelValues(promptCut).Inc()
	}
}
