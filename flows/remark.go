package flows

// Remark is what somebody tells a call about it from outside, by [Notifiable]. The walk tells it as a fact of its own,
// at the step where it is, so that it stands where the call's other facts do. No step hears of it.
type Remark struct {
	// Kind is [SupervisorCame], [SupervisorLeft] or [SupervisorRefused].
	Kind FactKind `json:"kind"`
	// Text, Outcome and By are those of the fact.
	Text    string `json:"text,omitempty"`
	Outcome string `json:"outcome,omitempty"`
	By      string `json:"by,omitempty"`
}

// remarked tells a remark as a fact; false for an event that is none.
func (w *Walker) remarked(event *Event) bool {
	remark, is := event.Result.(Remark)
	if !is || event.Kind != Notified {
		return false
	}
	fact := Fact{Kind: remark.Kind, Text: remark.Text, Outcome: remark.Outcome, By: remark.By}
	if n := len(w.frames); n > 0 {
		if step := w.frames[n-1].step(); step != nil {
			w.observeStep(remark.Kind, step, fact)
			return true
		}
	}
	w.observe(fact)
	return true
}
