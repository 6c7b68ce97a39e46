// Package schema makes the JSON Schema of ivr.yaml, with which an editor
// completes the file, explains its keys and underlines what does not fit.
//
// Steps come from their specs, defaults from where the program has them; only
// the keys around the flows stand here once more, and the test asks the readers
// for every key they know. The schema is for the hand that writes: it knows
// shapes, not names, and so less than `ariapp check`. It may let pass what check
// finds, and what check takes it takes too, but for texts that YAML reads as
// true, false or null: those want quotes. It does not ask for numbers and flows,
// as a file that is included has no need of them.
//
// A schema is made of maps, as encoding/json has them; nothing is read or kept.
// Test what it takes with a validator and a YAML text, as the test does.
package schema
