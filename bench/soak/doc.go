//go:build linux

// Command soak has the daemon take mixed calls for long, on the real Asterisk of the rig: menus, talks, recordings and
// a queue, with journal, records and checkpoints on:
//
//	go run ./bench/soak                  # ten minutes
//	go run ./bench/soak -duration 2h
//
// It fails when something grows: memory while calls come, and goroutines, descriptors, channels and bridges when they
// are over; and when more than one of a thousand calls fails.
//
// It does not look for the rate that can be borne (bench/ways does): -rate should be half of that.
//
// Laws, tested on made-up samples: what is flat is not complained of, however much it swings; what has grown at the end
// is.
package main
