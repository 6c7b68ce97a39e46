// Package asterisk makes whole calls by SIPp into a real Asterisk.
//
// Everything here has the build tag asterisk and needs root on a Debian machine:
//
//	go test -tags asterisk ./test/asterisk/...
//
// The rig is brought up if it is not, and left up. A machine where that cannot
// be done fails these tests; they are never skipped.
package asterisk
