// Package media turns prompts into media that Asterisk's REST interface plays:
// sounds, recordings, tones, silence, and spoken values, which it spells in
// English, Spanish, French, Italian and Russian.
//
// It plays nothing and reads no sound files. Spelling is done here rather than
// by Asterisk's digits: and number: because those cannot be stopped in the
// middle, and a caller who presses a key expects silence; and because one list
// of sounds is one request.
//
// # Laws
//
//   - A prompt that is accepted is never silence: where a pack has no sound for
//     a word, the value is said in other words that it has.
//   - Every name that a language's speller says stands in Sounds of that
//     language, and every name there is a file of the core sounds 1.6.1.
//   - Values come from callers, so nothing in them leaves the folder of sounds
//     or becomes an option; lists and values are bounded.
//   - What Parse accepts, Resolve resolves, in every language; save a list that
//     is too long, and a text that nobody rendered.
//
// What each language says, and where its pack has gaps, is in docs/say.md.
//
// # Testing with it
//
// All of it is deterministic, and the zero Resolver works. Own and Text are
// plain functions.
package media
