package flows

// QueueTells tells a fact of a queue or an agent: one of [QueueJoined], [QueueOffered], [QueueConnected], [QueueLeft]
// and [AgentChanged].
func (r *Run) QueueTells(kind FactKind, f Fact) { r.walker.observeStep(kind, r.step, f) }
