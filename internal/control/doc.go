// Package control is the other side of the running daemon's API: what the
// command line says to it.
//
// It speaks HTTP to server.listen of ivr.yaml and knows nothing of calls. Errors
// say what the daemon said, or that it does not answer, and where it was looked for.
package control
