//go:build linux

// Command all measures everything that bench has, one after another, and writes RESULTS.md, its picture and the figures
// themselves:
//
//	go run ./bench/all                        # about two hours; needs a quiet machine, root, Debian
//	go run ./bench/all -quick                 # a quarter of an hour, fewer rounds
//	go run ./bench/all -only alone,queues     # some lines; the others are kept as they are
//	go run ./bench/all -render                # the page anew, from the figures
//	go run ./bench/all -readme README.md      # the table of what a server carries, from the figures
//
// Each line is a program or a Go benchmark that can be run by itself, and measures nothing here; RESULTS.md names the
// command of each. The rig's Asterisk is brought up if it is not there, and stays up: `task asterisk:down` removes it.
//
// Laws, tested on made-up figures: nothing is written that was not measured; a page of a busy machine says so, and none
// of its figures gets into the README; lines that fail are told, and the others are written all the same.
package main
