package steps

import "github.com/ariapp/ariapp/flows"

// dialTalkFields are the fields of a conversation: those of steps that let two talk.
func dialTalkFields() []flows.Field {
	return []flows.Field{
		{Name: "max_duration", Type: flows.Duration, Doc: "How long they may talk."},
		{Name: "warn_at", Type: flows.Duration, Doc: "How long before its end they are warned."},
		{Name: "warn_every", Type: flows.Duration, Doc: "The time between further warnings."},
		{Name: "warning", Type: flows.Media, Default: "beep", Doc: "The warning."},
		{Name: "warn", Type: flows.OneOf(warnBoth, warnCaller, warnCallee), Default: warnBoth, Doc: "Who hears it."},
		{Name: "keys", Type: dialKeysType(), Doc: "What keys do during the conversation: a mapping with `caller` and " +
			"`callee`, each a mapping of keys (1 to 8 of them) to `hangup`, `transfer`, `record` (begin or end a " +
			"recording), or to steps that the caller takes while the callee is hung up."},
		{Name: "transfer", Type: dialTransferType(), Doc: "For the action `transfer`: `allow` (patterns of extensions), " +
			"prompt, timeout (5s), steps. The party that presses the keys dials an extension; the callee is hung up " +
			"and the caller takes the steps, in which `steps.<id>.transfer` is the extension."},
		{Name: "transfers", Type: referType(), Default: referRefuse, Doc: "What to do when a telephone itself " +
			"transfers whoever it talks with, by SIP REFER: `refuse` declines, `asterisk` leaves it to Asterisk, and " +
			"`{allow: _2XX, context: phones}` sends the caller on to those extensions only, with `of: both` " +
			"also the callee where the caller's telephone asks, and joins those whom a telephone has in two talks " +
			"here; see [transfers](../transfer.md)."},
		{Name: "record", Type: callRecordingType(),
			Doc: "Whether and how the conversation is recorded; see [record_call](record_call.md)."},
		{Name: "continue", Type: flows.Bool, Default: "false",
			Doc: "Whether the walk goes on after a conversation, if the caller is still there."},
	}
}

// dialTalkOf reads them.
func dialTalkOf(a flows.Args) dial {
	keys := flows.Get[dialKeys](a, "keys")
	return dial{goesOn: flows.Get[flows.Value[bool]](a, "continue"), limit: dialLimitOf(a),
		transfer: flows.Get[*dialTransfer](a, "transfer"), caller: keys.caller, callee: keys.callee,
		record: flows.Get[callRecording](a, "record"), transfers: flows.Get[*referRules](a, "transfers")}
}

// checkTalk refuses fields of a conversation that make no sense together.
func (d *dial) checkTalk(a flows.Args) {
	transfers := false
	for _, key := range append(append([]dialKey{}, d.caller...), d.callee...) {
		transfers = transfers || key.word == keyTransfer
	}
	if transfers && d.transfer == nil {
		a.Errorf("keys", "missing-field", "the action transfer needs the field transfer: which extensions are allowed")
	}
	for _, field := range []string{"warn_at", "warn_every"} {
		if a.Has(field) && !a.Has("max_duration") {
			a.Errorf(field, "missing-field", "%s needs max_duration", field)
		}
	}
}

// wayInto is the way into a block, none for nil.
func wayInto(block *flows.Block) []flows.Way {
	if block == nil {
		return nil
	}
	return []flows.Way{flows.WayOf(block.Label(), flows.Enter(block))}
}

// keyWays are the ways out of a conversation by keys, and by transfers.
func (d *dial) keyWays() []flows.Way {
	var ways []flows.Way
	for _, set := range [][]dialKey{d.caller, d.callee, d.exits} {
		for _, key := range set {
			ways = append(ways, wayInto(key.block)...)
		}
	}
	if d.transfer != nil {
		ways = append(ways, wayInto(d.transfer.block)...)
	}
	if d.transfers != nil && d.transfers.callee && len(d.transfers.allow) > 0 {
		ways = append(ways, flows.WayOf(wayTransferred, flows.Leave()))
	}
	if d.transfers != nil && d.transfers.caller && len(d.transfers.allow) > 0 {
		ways = append(ways, flows.Way{Label: wayHandedOver, Goes: flows.Over})
	}
	return ways
}

// endWays are the ways from the end of a conversation.
func (d *dial) endWays() []flows.Way {
	var ways []flows.Way
	goesOn, fixed := d.goesOn.Constant()
	if goesOn || !fixed {
		ways = append(ways, flows.Way{Label: wayTalked, Goes: flows.Onward})
	}
	if !goesOn || !fixed {
		ways = append(ways, flows.Way{Label: wayOver, Goes: flows.Over})
	}
	return ways
}
