// Package media turns the names of prompts into media that Asterisk's REST
// interface plays: sounds, recordings, tones, and the single sounds that digits,
// letters and numbers are spelled with.
//
// It plays nothing and reads no files. Spelling is done here rather than by
// Asterisk's digits: and number: because those cannot be stopped in the middle,
// and a caller who presses a key expects silence.
package media
