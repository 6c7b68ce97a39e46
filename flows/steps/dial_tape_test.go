package steps

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/ariapp/ariapp/flows/flowtest"
)

// TestDialRecords has a row for each way in which a conversation is recorded, or is not: from when on, how long, whom.
func TestDialRecords(t *testing.T) {
	for _, c := range []struct{ name, step, acts, want string }{
		{"not of itself", "targets: PJSIP/100", "20s hangup", ""},
		{"from the join on", "targets: PJSIP/100\nrecord: {name: x}", "20s hangup", "x at 3s for 17s"},
		{"each leg", "targets: PJSIP/100\nrecord: {per_leg: true, name: x}", "20s hangup", "x-caller at 3s for 17s, x-leg1 at 3s for 17s"},
		{"by a key, which ends it too", "targets: PJSIP/100\nrecord: {start: demand, name: z}\nkeys: {callee: {\"9\": hangup}, caller: {\"*\": record}}", "5s * 4s * 5s hangup", "z at 5s for 4s"},
		{"on demand only", "targets: PJSIP/100\nrecord: {start: demand, name: y}\nkeys: {caller: {\"*\": record}}", "6s * 9s hangup", "y at 6s for 9s"},
		{"until it is over", "targets: PJSIP/100\nrecord: {name: x}\nmax_duration: 5s\ncontinue: true", "20s hangup", "x at 3s for 5s"},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := dialLine(t, line{phone: flowtest.Options{Dialled: []flowtest.Callee{answers("PJSIP/100", 3*time.Second)}}}, c.step, c.acts)
			var all []string
			for _, r := range p.phone.Recordings() {
				all = append(all, fmt.Sprintf("%s at %v for %v", r.Name, r.At, r.For))
				if !r.Over {
					t.Errorf("%s is not over", r.Name)
				}
			}
			if got := strings.Join(all, ", "); got != c.want {
				t.Errorf("%s\n%s", got, p)
			}
		})
	}
}
