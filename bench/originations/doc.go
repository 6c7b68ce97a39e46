//go:build linux

// Command originations has the daemon make many calls that are all asked for at once, on the real Asterisk of the rig:
//
//	go run ./bench/originations -calls 500,2000
//
// Each is asked for over the API, as click-to-call does, rings a telephone of the dialplan that answers, walks a flow
// that plays a beep, and ends. What is told: how many came to nothing, how long it took until the last one was
// answered, and how long each who asked waited.
//
// With -caps there are caps by the minute and the day as well, which each call is counted for.
//
// It makes no calls to anybody outside: the telephones are extensions of the rig's own dialplan.
//
// Laws: as many calls as the flag says, bounded in limits.go; an answer that says anything but "answered" is a failure.
package main
