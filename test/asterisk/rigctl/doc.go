//go:build linux

// Command rigctl brings the test Asterisk of package rig up and down:
//
//	go run ./test/asterisk/rigctl up
//	go run ./test/asterisk/rigctl cli core show channels
//	go run ./test/asterisk/rigctl down --keep-root
//
// Exit codes: 0 done, 1 failed, 2 wrong usage, 3 Asterisk is not running.
package main
