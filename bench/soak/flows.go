//go:build linux

package main

import (
	"fmt"
	"strings"
)

// agents are as many as are needed at the greatest rate: each has a talk of three seconds.
const agents = 120

// kinds are the numbers that are called, in turn: as many of ten as a number stands here.
func kinds() []string {
	return []string{"7100", "7101", "7100", "7102", "7100", "7103", "7100", "7101", "7100", "7100"}
}

// flows are a menu, a talk, a recording and a queue, each behind a question. Whoever is called is an extension of the
// rig's dialplan that answers and stays for three seconds.
func flows() string {
	var b strings.Builder
	b.WriteString(`numbers: {"7100": short, "7101": talk, "7102": message, "7103": waits}
recordings: {folder: recordings, delete: true}
queues:
  support: {ring_in_use: true, announce: {frequency: 0s, position: no, hold_time: no}}
flows:
  short:
    - answer
    - collect: {id: key, prompt: beep, length: 1}
    - play: beep
    - hangup
  talk:
    - answer
    - collect: {id: key, prompt: beep, length: 1}
    - dial: "Local/9909@callers/n"
    - hangup
  message:
    - answer
    - collect: {id: key, prompt: beep, length: 1}
    - record: {max: 2s}
    - hangup
  waits:
    - answer
    - collect: {id: key, prompt: beep, length: 1}
    - queue: support
    - hangup
agents:
`)
	for i := range agents {
		fmt.Fprintf(&b, "  %d: {endpoint: \"Local/9909@callers/n\", logged_in: true, queues: [support]}\n", 1000+i)
	}
	return b.String()
}
