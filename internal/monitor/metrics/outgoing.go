package metrics

// OutboundRefused counts a call that the rules of whom one may call refuse, by one of the few
// reasons that there are.
func (m *Metrics) OutboundRefused(reason string) { m.outboundRefused.WithLabelValues(reason).Inc() }

// APIRefused counts a request that the API refuses, by the status of the
// answer.
func (m *Metrics) APIRefused(status string) { m.apiRefused.WithLabelValues(status).Inc() }

// Text counts a text that a telephone has sent, by the status of its walk or as dropped.
func (m *Metrics) Text(outcome string) { m.texts.WithLabelValues(m.ending.of(outcome)).Inc() }

// JobRefused counts a job or a call file that is refused.
func (m *Metrics) JobRefused() { m.jobsRefused.Inc() }
