package queue

import (
	"reflect"
	"testing"
	"time"
)

// Law: a queue of which nothing is said has these defaults. The second value is app_queue's, from init_queue and the
// definitions of app_queue.c of Asterisk 22, or what takes its place elsewhere.
func TestDefaults(t *testing.T) {
	empty := []Condition{Unavailable, Invalid, LoggedOut}
	q := DefaultQueue()
	for _, row := range []struct {
		field     string
		is, want  any
		elsewhere string
		why       string
	}{
		{"strategy", q.Strategy, LongestIdle, "app_queue strategy: ringall; mod_callcenter: longest-idle-agent", "ringing everybody costs everybody's attention"},
		{"ring_timeout", q.RingTimeout, 15 * time.Second, "app_queue timeout: 15 s (DEFAULT_TIMEOUT)", "the same"},
		{"retry", q.Retry, time.Second, "app_queue retry: 5 s (DEFAULT_RETRY)", "nothing is polled; a second between two offers to the same agent"},
		{"max_wait", q.MaxWait, time.Duration(0), "Queue()'s argument: none", "the same"},
		{"timeout_priority", q.Loose, false, "app_queue timeoutpriority: app", "the caller's bound counts: strict"},
		{"max_len", q.MaxLen, 0, "app_queue maxlen: 0, unlimited", "the same"},
		{"wrapup", q.WrapUp, time.Duration(0), "app_queue wrapuptime: 0", "the same"},
		{"weight", q.Weight, 0, "app_queue weight: 0", "the same"},
		{"autopause", q.AutoPause, AutoPause{}, "app_queue autopause: no", "the same"},
		{"ring_in_use", q.RingInUse, false, "app_queue ringinuse: yes", "who talks is not rung"},
		{"service_level", q.ServiceLevel, 20 * time.Second, "app_queue servicelevel: 0", "a share of nothing says nothing"},
		{"short_abandon", q.ShortAbandon, time.Duration(0), "not in app_queue", "all count"},
		{"join_empty", q.JoinEmpty, empty, "app_queue joinempty: nothing, all may join", "nobody waits where nobody is"},
		{"leave_empty", q.LeaveEmpty, empty, "app_queue leavewhenempty: nothing, all may stay", "the same, with patience"},
		{"leave_empty after", q.LeaveEmptyAfter, 30 * time.Second, "app_queue: at once", "a telephone that registers anew is back by then"},
		{"ring_simultaneously", q.RingSimultaneously, 1, "not in app_queue", "one caller, one telephone"},
		{"progressive_delay", q.ProgressiveDelay, 10 * time.Second, "mod_callcenter ring-progressively-delay: 10 s", "the same"},
		{"backoff.no_answer", q.Backoff.NoAnswer, time.Duration(0), "mod_callcenter no-answer-delay-time: 0", "the same; all others are tried first"},
		{"backoff.busy", q.Backoff.Busy, 10 * time.Second, "mod_callcenter busy-delay-time: per agent", "a busy telephone is busy a while"},
		{"backoff.reject", q.Backoff.Reject, 10 * time.Second, "mod_callcenter reject-delay-time: per agent", "who has refused does not want the next one at once"},
		{"backoff.unavailable", q.Backoff.Unavailable, 10 * time.Second, "not in app_queue", "what is not there is not there a while"},
		{"routing", len(q.Routing), 0, "app_queue defaultrule: none", "the same"},
		{"diversion", q.Diversion, Diversion{}, "not in app_queue", "none"},
		{"resume_abandoned", q.ResumeAbandoned, time.Duration(0), "mod_callcenter abandoned-resume-allowed: false", "the same"},
		{"sticky_agent", q.StickyAgent, time.Duration(0), "not in app_queue", "none"},
	} {
		if !reflect.DeepEqual(row.is, row.want) {
			t.Errorf("%s is %v, want %v (%s; %s)", row.field, row.is, row.want, row.elsewhere, row.why)
		}
	}
}
