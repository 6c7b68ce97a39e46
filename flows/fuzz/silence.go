package fuzz

// deadAir looks for an answered caller who hears nothing for too long, and whom no question tells why.
func (f *fuzzer) deadAir(c *call) *Break {
	for _, q := range c.result.Quiets(f.known.steps, f.opts.DeadAir) {
		if q.Dead() <= f.opts.DeadAir {
			continue
		}
		b := &Break{Kind: DeadAir, Message: "the caller hears " + q.String()}
		if q.Step != nil {
			b.Step, b.Pos = q.Step.Address, q.Step.Pos
		}
		return b
	}
	return nil
}
