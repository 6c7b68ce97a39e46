//go:build linux

// Command ways measures one call, handled in every way that an Asterisk offers: by the dialplan itself (the limit),
// by the smallest program that speaks ARI (the floor), by this daemon, by FastAGI and by ari-client of Node. All of
// them answer, beep, take one key, beep and hang up, on the same Asterisk, in the same minutes, in turn:
//
//	go run ./bench/ways -short
//	go run ./bench/ways -ways floor,ariapp -rates 120 -rounds 5
//	go run ./bench/ways -ci bench/baseline.json
//
// It needs the test Asterisk's needs (Debian, root) and, for Node, npm and the network; leave it
// out with -ways where there is neither. With -ci it measures the floor and the daemon for a minute and fails when the
// daemon has fallen back against the floor; with -update as well it writes what it measured, to be compared with.
//
// Laws:
// - Calls come over loopback only, and so many as the flags say.
// - What is compared was measured in the same run, each round in another order.
// - A figure is the median of its rounds; the spread is told beside it.
package main
