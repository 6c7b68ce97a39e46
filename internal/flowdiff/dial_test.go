package flowdiff

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Law: who is dialled, how, and what is done of it is told like every other field and block.
func TestCompareDial(t *testing.T) {
	const exchange = `numbers: {200: main}
flows:
  main:
    - dial:
        id: d
        targets: [PJSIP/101, PJSIP/102]
        ring_timeout: 20s
        on_busy: {play: engaged}
    - play: bye
`
	const changed = "flow main\n  changed  dial d (old:4, new:4)\n"
	for _, c := range []struct{ from, to, want string }{
		{"PJSIP/102]", "PJSIP/103]", changed + "             targets: PJSIP/101, PJSIP/102 → PJSIP/101, PJSIP/103\n"},
		{"ring_timeout: 20s", "ring_timeout: 25s", changed + "             ring_timeout: 20s → 25s\n"},
		{"on_busy: {play: engaged}", "on_busy: {play: full}", "flow main\n  changed  play full (old:8, new:8)\n             media: engaged → full\n"},
		{"on_busy: {play: engaged}", "on_no_answer: {play: nobody}", changed + "             on_no_answer: steps\n             on_busy: steps → nothing\n" +
			"  added    play nobody (new:8)\n  removed  play engaged (old:8)\n"},
		{"ring_timeout: 20s", "ring_timeout: 20s\n        confirm: {prompt: take-it}", changed + "             confirm.prompt: take-it\n"},
	} {
		changes := Compare(read(t, "old", exchange), read(t, "new", strings.Replace(exchange, c.from, c.to, 1)))
		if diff := cmp.Diff(c.want, Text(changes)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.to, diff)
		}
	}
}
