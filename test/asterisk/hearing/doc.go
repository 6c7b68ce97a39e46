// Package hearing tells which sounds are heard in the audio of a call, in which
// order, from when and for how long.
//
// An [Ear] knows sounds by name from a [Library]. [Ear.Recognise] looks for some
// of them in [Audio]; [Ear.Expect] is the assertion of a test:
//
//	ear.Expect(t, audio, []string{"en/vm-goodbye", "en/digits/1", "en/demo-congrats" + hearing.Cut})
//
// It is not speech recognition: it compares samples, which differ from the
// file's only by the codecs on the way, and neither knows nor needs words. A
// sound is found by its beginning, so one that begins in its middle is not.
//
// Laws:
//   - Where two sounds fit, the one that explains more of the audio is heard.
//   - What has energy and is none of the sounds is heard too, as [Unknown]:
//     nothing that a caller hears is passed over.
//   - A sound is as long as it was really heard: one that a key stopped is short,
//     one whose packets a busy machine held back is not long.
//   - The work is bounded by the length of the audio and the number of sounds; a
//     call of half a minute and forty sounds take well under two seconds.
//
// Test it with synthetic sounds, as its own tests do; the real sounds are heard in
// test/asterisk.
package hearing
