// Package audio reads sound files and makes of them what a telephone plays: one
// channel of 16-bit samples, 8000 a second.
//
// It is no library for music. It reads WAV and the raw formats of Asterisk by
// itself; MP3, Ogg, Opus, FLAC and M4A go through ffmpeg where it is installed.
//
// Laws: what a file is is told by its name and its content, and both must agree;
// a file that cannot be read is a [Refusal], which says what it looks like and
// what would be accepted. Size and length are bounded (limits.go). A tone within
// the telephone's band keeps its level; one above it does not come back as
// another tone. Equal bytes give equal samples.
//
// Tests make their sounds from sines; nothing has to be faked but ffmpeg, for
// which the test binary stands in.
package audio
