package config

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// defaultRow is one default: the key of ivr.yaml, the field that has it, and what it is, beside what it is elsewhere.
// appQueue is the setting of app_queue of Asterisk 22 with its default, as init_queue and the definitions of app_queue.c
// have it; others are Kazoo, FreeSWITCH's mod_callcenter and mod_fifo, FreePBX.
type defaultRow struct {
	key, field       string
	want             any
	appQueue, others string
	why              string
}

// queueDefaults are all of a queue.
func queueDefaults() []defaultRow {
	empty := []string{"unavailable", "invalid", "logged_out"}
	const none, same = "", "the same"
	return []defaultRow{
		{"strategy", "Strategy", "longest_idle", "strategy: ringall", "FreeSWITCH longest-idle-agent, Kazoo round_robin", "to ring everybody costs everybody's attention"},
		{"ring_timeout", "RingTimeout", 15 * time.Second, "timeout: 15 s (DEFAULT_TIMEOUT)", "Kazoo 15 s, FreeSWITCH 60 s", same},
		{"retry", "Retry", time.Second, "retry: 5 s (DEFAULT_RETRY)", "FreePBX 5 s", "nothing is polled; a second between two offers to the same agent"},
		{"max_wait", "MaxWait", time.Duration(0), "Queue()'s argument: none", "Kazoo 3600 s, FreeSWITCH 0", same},
		{"timeout_priority", "Loose", false, "timeoutpriority: app", "FreePBX Strict", "the caller's bound counts: strict"},
		{"max_len", "MaxLen", 0, "maxlen: 0, unlimited", "Kazoo 0", same},
		{"wrapup", "WrapUp", time.Duration(0), "wrapuptime: 0", "FreeSWITCH 0, fifo 5 s, Kazoo 0", same},
		{"weight", "Weight", 0, "weight: 0", "fifo importance", same},
		{"autopause.no_answer", "AutoPause.NoAnswer", 0, "autopause: no", "FreeSWITCH max-no-answer 0", same},
		{"autopause.busy", "AutoPause.Busy", false, "autopausebusy: no", none, same},
		{"autopause.unavailable", "AutoPause.Unavailable", false, "autopauseunavail: no", none, same},
		{"autopause.scope", "AutoPause.All", false, "autopause: yes is this queue, all is all", none, "queue"},
		{"autopause.grace", "AutoPause.Grace", time.Duration(0), "autopausedelay: 0", none, same},
		{"ring_in_use", "RingInUse", false, "ringinuse: yes", "FreeSWITCH skip-agents-with-external-calls true", "who talks is not rung"},
		{"ring_simultaneously", "RingSimultaneously", 1, none, "Kazoo 1, fifo outbound_per_cycle 1", same},
		{"progressive_delay", "ProgressiveDelay", 10 * time.Second, none, "FreeSWITCH ring-progressively-delay 10 s", same},
		{"service_level", "ServiceLevel", 20 * time.Second, "servicelevel: 0", "FreePBX 60 s", "the usual 80/20; a share of nothing says nothing"},
		{"short_abandon", "ShortAbandon", time.Duration(0), none, none, "everybody counts"},
		{"backoff.no_answer", "Backoff.NoAnswer", time.Duration(0), none, "FreeSWITCH no-answer-delay-time 0", "the same; all others are tried first"},
		{"backoff.busy", "Backoff.Busy", 10 * time.Second, none, "FreeSWITCH busy-delay-time, by agent", "a busy telephone is busy for a while"},
		{"backoff.reject", "Backoff.Reject", 10 * time.Second, none, "FreeSWITCH reject-delay-time, by agent", "who refuses does not want the next one at once"},
		{"backoff.unavailable", "Backoff.Unavailable", 10 * time.Second, none, none, "what is not there is not there for a while"},
		{"join.empty", "JoinEmpty", empty, "joinempty: none, all may join", "Kazoo enter_when_empty true", "nobody waits where nobody is"},
		{"join.diversion.wait_over", "Diversion.WaitOver", time.Duration(0), none, "Wazo wait_time_threshold, none", same},
		{"join.diversion.ratio_over", "Diversion.RatioOver", 0.0, none, "Wazo wait_ratio_threshold, none", same},
		{"leave.empty", "LeaveEmpty", empty, "leavewhenempty: none, all may stay", "FreeSWITCH max-wait-time-with-no-agent 0", "as for joining, with patience"},
		{"leave.after", "LeaveEmptyAfter", 30 * time.Second, "at once", "FreeSWITCH 5 s", "a telephone that registers anew is back by then"},
		{"routing", "Routing", []QueueRule(nil), "defaultrule: none", none, same},
		{"announce.frequency", "Announce.Frequency", 30 * time.Second, "announce-frequency: 0, the sample has 90", "Kazoo interval 30 s, FreeSWITCH 0", "who waits wants to know that they are not forgotten"},
		{"announce.min_gap", "Announce.MinGap", 15 * time.Second, "min-announce-frequency: 15 s", none, same},
		{"announce.position", "Announce.Position", "yes", "announce-position: yes", "Kazoo has flags", same},
		{"announce.limit", "Announce.Limit", 10, "announce-position-limit: 10, the sample shows 5", none, same},
		{"announce.hold_time", "Announce.HoldTime", "once", "announce-holdtime: yes", none, "a time that does not shrink is not told each time"},
		{"announce.only_improved", "Announce.OnlyImproved", true, "announceposition_only_up: no", none, "nobody likes to hear that they have fallen behind"},
		{"announce.first_in_line", "Announce.FirstInLine", false, "announce-to-first-user: no", none, same},
		{"announce.round_seconds", "Announce.RoundSeconds", 0, "announce-round-seconds: 0", none, "the same: whole minutes"},
		{"announce.thanks", "Announce.Thanks", []string{"queue-thankyou"}, "queue-thankyou", none, same},
		{"periodic.media", "Periodic.Media", []string(nil), "periodic-announce: off", "FreeSWITCH announce-frequency", same},
		{"periodic.every", "Periodic.Every", time.Minute, "periodic-announce-frequency: 0", none, "whoever names prompts wants them heard"},
		{"periodic.relative", "Periodic.Relative", true, "relative-periodic-announce: no", none, "prompts do not follow one another without a pause"},
		{"periodic.random", "Periodic.Random", false, "random-periodic-announce: no", none, same},
		{"periodic.start_delay", "Periodic.StartDelay", time.Duration(0), "periodic-announce-startdelay: none", none, "the same: the first one after `every`"},
		{"moh", "MOH", "default", "musicclass: the channel's", none, "Asterisk's class"},
		{"member_delay", "MemberDelay", time.Duration(0), "memberdelay: 0", none, same},
		{"report_hold_time", "ReportHoldTime", false, "reportholdtime: no", "FreePBX has a prefix with minutes", same},
		{"agent_announce", "AgentAnnounce", []string(nil), "announce: none", "FreePBX Agent Announcement, none", same},
		{"confirm", "Confirm", (*QueueConfirm)(nil), "none; AgentLogin's ackcall: no", "FreePBX Call Confirm, none", same},
		{"caller_id_prefix", "CallerIDPrefix", "", none, "FreePBX CID Name Prefix, none", same},
		{"record", "Record", (*QueueRecord)(nil), "monitor-format: off", "FreeSWITCH record-template, none", "off, unless the flow records"},
		{"sticky_agent", "StickyAgent", time.Duration(0), none, none, "off"},
		{"resume_abandoned", "ResumeAbandoned", time.Duration(0), none, "FreeSWITCH abandoned-resume-allowed false", same},
		{"unavailable_after", "UnavailableAfter", 2 * time.Minute, none, none, "nobody hears music for ever because a store is away"},
		{"external.url", "External.URL", "", none, none, "needed by the strategy external alone"},
		{"external.timeout", "External.Timeout", 500 * time.Millisecond, none, none, "nobody waits longer for an order"},
		{"supervise", "Supervise", (*Supervise)(nil), "ChanSpy: whoever may dial it", none, "what the file says of all, which is nothing"},
		{"callback", "Callback", (*QueueCallback)(nil), none, none, "off: somebody has to say how they are dialled"},
	}
}

// callbackDefaults are those of a queue that calls back.
func callbackDefaults() []defaultRow {
	return []defaultRow{
		{"mode", "CustomerFirst", false, "", "Amazon Connect: agent first", "agent_first"},
		{"initial_delay", "InitialDelay", time.Duration(0), "", "Amazon Connect 99 s", "the turn is what is waited for"},
		{"retry_delay", "RetryDelay", 5 * time.Minute, "", "Amazon Connect 600 s", "who was engaged is free again"},
		{"attempts", "Attempts", 3, "", "Amazon Connect 1", "one call may be missed"},
		{"expires", "Expires", 4 * time.Hour, "", "Amazon Connect: days", "who is called back tomorrow has called again"},
		{"schedule", "Schedule", "", "", "", "whenever an agent is there"},
		{"confirm.key", "Confirm.Key", "1", "", "Amazon Connect asks nobody", "no agent talks with a mailbox"},
		{"confirm.timeout", "Confirm.Timeout", 10 * time.Second, "", "", "time to find the key"},
		{"confirm.prompt", "Confirm.Prompt", []string(nil), "", "", "the prompt of the step"},
		{"caller_id", "CallerID", "", "", "", "the trunk's"},
		{"endpoint", "Endpoint", "", "", "", "needed"},
	}
}

// leaves are the fields of a structure by their paths, without those that only say where something stands.
func leaves(of reflect.Value, path string) map[string]any {
	all := map[string]any{}
	for i := range of.NumField() {
		name, value := of.Type().Field(i).Name, of.Field(i)
		switch {
		case path == "" && (name == "Node" || name == "Name"):
		case value.Kind() == reflect.Struct:
			for inner, one := range leaves(value, name+".") {
				all[path+inner] = one
			}
		default:
			all[path+name] = value.Interface()
		}
	}
	return all
}

// held holds a table against a structure: each field has one row, and is what the row says.
func held(t *testing.T, of any, table []defaultRow) {
	t.Helper()
	fields, keys := leaves(reflect.ValueOf(of), ""), map[string]bool{}
	for _, row := range table {
		got, there := fields[row.field]
		if !there || keys[row.key] {
			t.Errorf("%s is no field %s, or stands twice", row.key, row.field)
			continue
		}
		delete(fields, row.field)
		keys[row.key] = true
		if diff := cmp.Diff(row.want, got); diff != "" {
			t.Errorf("%s (app_queue %s; %s; %s): %s", row.key, row.appQueue, row.others, row.why, diff)
		}
		if row.why == "" {
			t.Errorf("%s has no reason", row.key)
		}
	}
	for field := range fields {
		t.Errorf("%s has no row", field)
	}
}

// Law: what a queue is of which nothing is said stands in this table, all of it, beside what it is elsewhere.
func TestDefaultsOfQueues(t *testing.T) {
	c, findings := read(t, "asterisk: {password: x}\nqueues:\n  sales:\n  support: {}\n"+
		"  back: {callback: {endpoint: 'PJSIP/{number}'}, periodic: {media: a}}\n")
	if len(findings) > 0 || len(c.Queues) != 3 || c.Queues[1].Name != "support" {
		t.Fatalf("%v %+v", findings, c.Queues)
	}
	for _, q := range c.Queues[:2] {
		held(t, q, queueDefaults())
	}
	back := *c.Queues[2].Callback
	back.Endpoint = ""
	held(t, back, callbackDefaults())
}

// Law: each setting of app_queue that the table names, and each that has no counterpart here, is answered by what it is
// here: nobody who brings a queues.conf is told no more than that the key is unknown.
func TestSettingsOfAppQueueAreAnswered(t *testing.T) {
	for theirs, ours := range map[string]string{
		"timeout": "ring_timeout", "maxlen": "max_len", "wrapuptime": "wrapup", "timeoutpriority": "timeout_priority",
		"autofill": "not needed", "servicelevel": "service_level", "ringinuse": "ring_in_use", "autopausedelay": "grace",
		"autopausebusy": "busy", "autopauseunavail": "unavailable", "joinempty": "join", "leavewhenempty": "leave",
		"memberdelay": "member_delay", "reportholdtime": "report_hold_time", "penaltymemberslimit": "routing",
		"defaultrule": "routing", "context": "exit_keys", "monitor-format": "record", "announce-frequency": "frequency",
		"min-announce-frequency": "min_gap", "announce-position": "position", "announce-position-limit": "limit",
		"announce-holdtime": "hold_time", "announceposition_only_up": "only_improved",
		"announce-to-first-user": "first_in_line", "announce-round-seconds": "round_seconds", "periodic-announce": "media",
		"periodic-announce-frequency": "every", "periodic-announce-startdelay": "start_delay",
		"random-periodic-announce": "random", "relative-periodic-announce": "relative", "musicclass": "moh",
		"queue-thankyou": "thanks", "timeoutrestart": "not needed", "shared_lastcall": "not needed", "member": "agents",
	} {
		_, findings := read(t, fmt.Sprintf("asterisk: {password: x}\nqueues: {sales: {%s: 1}}\n", theirs))
		if len(findings) != 1 || !strings.Contains(findings[0].Format(), ours) {
			t.Errorf("%s is answered by %v, want %s", theirs, findings, ours)
		}
	}
}
