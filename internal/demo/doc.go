// Package demo shows ariapp at work without a telephone: a stand-in for
// Asterisk on a loopback port, the daemon connected to it by its real sockets,
// and callers with different fates who dial the shipped ivr.yaml.
//
// It proves what it shows: each caller's fate is known beforehand, and [Run]
// fails when one of them met another.
package demo
