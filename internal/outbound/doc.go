// Package outbound decides whom this installation may call: by rules of
// ivr.yaml, with caps by the minute, by the day and at once, and a pace for
// each trunk. A stolen token or the keys of a caller cannot run up a bill.
//
// It dials nothing and reads no file. It implements flows.Outbound and flows.Places; whoever
// makes a call asks [Gate.Permit] first. Rules belong to one version of the file
// ([Gate]); what is counted outlives them ([Ledger]).
//
// Laws:
//   - What no rule allows is refused. Forbidding rules go before those that allow.
//   - A number that looks like a premium line is refused though a wide rule matches, unless that rule says premium.
//   - A refusal says why, and what would have been accepted; it is logged and counted. It uses up nothing.
//   - What is counted by the minute and the day stands in the flows.Store, so it survives a restart and holds for all
//     instances. When the store cannot be reached, what has a cap is refused.
//   - A place among the calls at once is held by who has taken it until released: a [Hold] for calls that are made, a
//     leg of a flow by [Gate.Occupy]. Releasing twice is once.
//   - Calls at once and the pace of a trunk are those of one instance.
//
// It starts no goroutine.
//
// Test it with store.Memory in a testing/synctest bubble.
package outbound
