// Package whole holds tests only: scenarios of the shipped ivr.yaml that are
// walked alone, in virtual time, and then whole: through the daemon, its sockets
// and a stand-in for Asterisk. Both must take the same path.
//
// It proves for flows/scenario what test/contract proves for test/fake-ari: that
// the short way tells the truth. A scenario is taken whole when it has the tag
// "whole"; it may then hold expectations of prompts, keys, waits and a hangup.
package whole
