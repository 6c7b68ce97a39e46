package queue

import "slices"

// standBy has an agent wait on the line of a call at an Asterisk, or on none.
func (e *Engine) standBy(a *agent, call, asterisk string) {
	e.offLine(a)
	a.standby, a.at = call, asterisk
	if call != "" {
		e.lines[call] = append(e.lines[call], a)
	}
}

// offLine has nobody find an agent by their line any more.
func (e *Engine) offLine(a *agent) {
	rest := slices.DeleteFunc(e.lines[a.standby], func(other *agent) bool { return other == a })
	if len(rest) == 0 {
		delete(e.lines, a.standby)
		return
	}
	e.lines[a.standby] = rest
}

// OnLine are the agents who wait on the line of a call at that Asterisk. Of whom it is not known at which they are, as
// an older version has written them down, the call alone counts.
func (e *Engine) OnLine(call, asterisk string) []string {
	var all []string
	for _, a := range e.lines[call] {
		if a.at == "" || asterisk == "" || a.at == asterisk {
			all = append(all, a.id)
		}
	}
	return all
}
