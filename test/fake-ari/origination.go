package fakeari

// origination is where a leg that was originated goes when it is answered.
type origination struct {
	app  string
	args []string
	to   dialplanView // without an application
}

// arrive takes the answered leg to its application or into the dialplan.
func (o *origination) arrive(ch *channel) {
	if o.app == "" {
		ch.inDialplan(o.to)
		return
	}
	app := ch.server.apps[o.app]
	if !app.active() {
		ch.setVariable("STASISSTATUS", "FAILED", false)
		ch.destroy(causeNormal, Ending{How: EndFailed, Cause: causeNormal})
		return
	}
	ch.runStasis(app, o.args)
}
