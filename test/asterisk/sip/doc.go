// Package sip makes telephone calls for tests, by SIPp.
//
// A [Call] says whom to ring and what the caller does, as a [Script] that reads
// aloud:
//
//	sip.Call{To: "200", Script: sip.Script{
//		sip.Answered(), sip.Pause(time.Second), sip.Press("1"), sip.ExpectBye(),
//	}}
//
// [Phone.Place] renders it as a SIPp scenario with a media stream on loopback,
// runs sipp within bounds and returns what it counted. Keys are pressed as SIP
// INFO or as RFC 4733 events; for the latter a capture file is written, which
// is what sipp sends media from.
//
// A call with Listen keeps the audio that comes back, in [Result.Heard]; what is
// heard in it package hearing tells. An [Answerer] is the other side: it is rung,
// and takes the call in its [Manner]: it rings, refuses, forwards, opens the media
// early, speaks a tone, leaves. By hand it presses keys, hangs up and transfers.
//
// [Desks] are a crowd of telephones that are rung, answer and say nothing.
//
// It is not a telephone: it speaks only silence, keys and one tone.
//
// Laws:
//   - What the script does not expect fails the call. A BYE during a [Pause] is
//     a failure: a pause says that the call outlives it.
//   - Each wait has a limit, and so has each run of sipp.
//   - A run leaves no file and no process behind.
//
// sipp sends RFC 4733 events by a raw socket, and so needs root. Rendering and
// parsing are pure and tested anywhere; calls are tested in test/asterisk.
package sip
