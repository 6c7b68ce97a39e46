// Package program runs a program of somebody else to its end: ffmpeg, a speech
// engine, whatever the administrator named.
//
// It is not a shell: a program gets its arguments as they are. It knows nothing
// of what the program does.
//
// Laws: a run ends with its ctx or its timeout, whichever is first; what the
// program prints is bounded, and one that prints more is ended. On Unix
// one that takes too long is ended with all that it has begun. When [Run] returns, nobody reads or
// writes for it any more. An error begins with the program's name and has the
// last thing it said.
//
// Tests run their own test binary as the program: it looks at a variable of its
// environment in TestMain and plays the part.
package program
