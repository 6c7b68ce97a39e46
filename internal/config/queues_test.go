package config

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/ariapp/ariapp/flows/source"
)

const richQueues = `asterisk:
  - {name: a, password: x, reach: {b: "PJSIP/{user}@to-b"}}
  - {name: b, password: y}
schedules: {office: {}}
queues:
  sales:
    strategy: ring_progressively
    ring_timeout: 20s
    retry: 2s
    max_wait: 10m
    timeout_priority: loose
    max_len: 50
    wrapup: 5s
    weight: 3
    autopause: {no_answer: 3, busy: true, unavailable: true, scope: all, grace: 1h}
    ring_in_use: true
    ring_simultaneously: 2
    progressive_delay: 4s
    service_level: 30s
    short_abandon: 5s
    backoff: {no_answer: 1s, busy: 2s, reject: 3s, unavailable: 4s}
    join: {empty: strict, diversion: {wait_over: 15m, ratio_over: 2.5}}
    leave: {empty: none, after: 10s}
    routing:
      - {until: 20s, require: {lang_en: 4}, max_level: 2, min_level: 0}
      - {until: 1m, agents: ["1001"]}
      - {include_overflow: [tier2]}
    announce: {position: more, limit: 5, hold_time: no, frequency: 1m, min_gap: 20s, only_improved: false, first_in_line: true, round_seconds: 10, thanks: none}
    periodic: {media: [a, b], every: 45s, relative: false, random: true, start_delay: 10s}
    moh: jazz
    member_delay: 500ms
    report_hold_time: true
    agent_announce: [sales-call, beep]
    confirm: {key: "1", timeout: 8s, prompt: press-1}
    caller_id_prefix: "S "
    record: {start: demand, format: gsm, per_leg: true, beep_every: 15s, min: 2s, max: 1h}
    sticky_agent: 168h
    resume_abandoned: 1m
    unavailable_after: 30s
    external: {url: "https://acd.example/order", timeout: 300ms}
    callback: {mode: customer_first, initial_delay: 30s, attempts: 5, retry_delay: 10m, expires: 48h, schedule: office, confirm: {key: "5"}, caller_id: "+4930123", endpoint: "PJSIP/{number}@trunk"}
  support: {record: false}
agents:
  1001:
    name: Anna
    endpoint: PJSIP/1001
    asterisk: b
    pin: "${env.PW:-}4711"
    skills: {lang_en: 4, product.x: 2}
    wrapup: 10s
    logged_in: true
    queues: [sales, {queue: support, level: 1, position: 7, weight: 3, skills: {lang_en: 2}, wrapup: 0s, ring_timeout: 9s, ring_in_use: false, group: tier1}]
  anna-2: {queues: [support, {queue: sales, group: tier2}]}
`

// Law: every key is read, and what is not said of a member is as the file's order.
func TestQueuesAndAgents(t *testing.T) {
	doc, _ := source.Parse("f", richQueues)
	c, findings := Read(doc, func(string) (string, bool) { return "", false })
	if len(findings) > 0 {
		t.Fatal(findings)
	}
	zero, two, wrap, none, nine, no := 0, 2, 10*time.Second, time.Duration(0), 9*time.Second, false
	sales := Queue{Name: "sales", Strategy: "ring_progressively", RingTimeout: 20 * time.Second, Retry: 2 * time.Second, MaxWait: 10 * time.Minute, Loose: true,
		MaxLen: 50, WrapUp: 5 * time.Second, Weight: 3, AutoPause: AutoPause{NoAnswer: 3, Busy: true, Unavailable: true, All: true, Grace: time.Hour},
		RingInUse: true, RingSimultaneously: 2, ProgressiveDelay: 4 * time.Second, ServiceLevel: 30 * time.Second, ShortAbandon: 5 * time.Second,
		Backoff:   Backoff{NoAnswer: time.Second, Busy: 2 * time.Second, Reject: 3 * time.Second, Unavailable: 4 * time.Second},
		JoinEmpty: []string{"penalty", "paused", "invalid", "unavailable", "logged_out"}, LeaveEmptyAfter: 10 * time.Second,
		Diversion: Diversion{WaitOver: 15 * time.Minute, RatioOver: 2.5},
		Routing: []QueueRule{{Until: 20 * time.Second, Require: map[string]int{"lang_en": 4}, MinLevel: &zero, MaxLevel: &two},
			{Until: time.Minute, Agents: []string{"1001"}}, {IncludeOverflow: []string{"tier2"}}},
		Announce: QueueAnnounce{Position: "more", Limit: 5, HoldTime: "no", Frequency: time.Minute, MinGap: 20 * time.Second, FirstInLine: true, RoundSeconds: 10},
		Periodic: Periodic{Media: []string{"a", "b"}, Every: 45 * time.Second, Random: true, StartDelay: 10 * time.Second},
		MOH:      "jazz", MemberDelay: 500 * time.Millisecond, ReportHoldTime: true, AgentAnnounce: []string{"sales-call", "beep"},
		Confirm: &QueueConfirm{Key: "1", Timeout: 8 * time.Second, Prompt: []string{"press-1"}}, CallerIDPrefix: "S ",
		Record:      &QueueRecord{Demand: true, Format: "gsm", PerLeg: true, BeepEvery: 15 * time.Second, Min: 2 * time.Second, Max: time.Hour},
		StickyAgent: 168 * time.Hour, ResumeAbandoned: time.Minute, UnavailableAfter: 30 * time.Second, External: External{URL: "https://acd.example/order", Timeout: 300 * time.Millisecond},
		Callback: &QueueCallback{CustomerFirst: true, InitialDelay: 30 * time.Second, RetryDelay: 10 * time.Minute, Attempts: 5, Expires: 48 * time.Hour,
			Schedule: "office", Confirm: QueueConfirm{Key: "5", Timeout: 10 * time.Second}, CallerID: "+4930123", Endpoint: "PJSIP/{number}@trunk"}}
	support := DefaultQueue("support")
	support.Record = &QueueRecord{Off: true}
	agents := []Agent{{ID: "1001", Name: "Anna", Endpoint: "PJSIP/1001", Asterisk: "b", PIN: "4711", Skills: map[string]int{"lang_en": 4, "product.x": 2},
		WrapUp: &wrap, LoggedIn: true, Members: []Membership{{Queue: "sales", Position: 1, Weight: 1},
			{Queue: "support", Level: 1, Position: 7, Weight: 3, Skills: map[string]int{"lang_en": 2}, WrapUp: &none, RingTimeout: &nine, RingInUse: &no, Group: "tier1"}}},
		{ID: "anna-2", Members: []Membership{{Queue: "support", Position: 2, Weight: 1}, {Queue: "sales", Position: 2, Weight: 1, Group: "tier2"}}}}
	nodes := cmpopts.IgnoreTypes((*source.Node)(nil))
	if diff := cmp.Diff([]Queue{sales, support}, c.Queues, nodes); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(agents, c.Agents, nodes, cmp.Transformer("plain", func(s Secret) []byte { return []byte(s) })); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(map[string]string{"b": "PJSIP/{user}@to-b"}, c.Asterisk[0].Reach); diff != "" {
		t.Error(diff)
	}
}

// Law: each fault of queues and agents is one finding at its place, which says what would have been accepted; names of
// other programs are answered by ours.
func TestFaultsOfQueues(t *testing.T) {
	for text, want := range map[string]string{
		"queues: [sales]":                                                         `f:2:9: queues must be a mapping of names to queues, found a list`,
		"queues: {'a b': }":                                                       `f:2:10: the name of a queue must be 1 to 60 letters, digits, _ and -, beginning with a letter or digit, found "a b"`,
		"queues: {s: 5}":                                                          `f:2:13: the queue s must be a mapping, found "5"`,
		"queues: {s: {strategy: ringall}}":                                        `f:2:24: unknown strategy "ringall"; here it is ring_all [unknown-value]`,
		"queues: {s: {strategy: rrmemory}}":                                       `here it is round_robin`,
		"queues: {s: {strategy: wrandom}}":                                        `here it is weighted_random`,
		"queues: {s: {strategy: longest-idle-agent}}":                             `here it is longest_idle`,
		"queues: {s: {strategy: longest_idel}}":                                   `unknown strategy "longest_idel"; did you mean "longest_idle"?`,
		"queues: {s: {strategy: external}}":                                       `f:2:24: the strategy external needs external: {url: …}`,
		"queues: {s: {autofill: yes}}":                                            `f:2:14: unknown key of the queue s "autofill"; here it is not needed: free agents`,
		"queues: {s: {joinempty: strict}}":                                        `unknown key of the queue s "joinempty"; here it is join: {empty: …}`,
		"queues: {s: {leavewhenempty: strict}}":                                   `here it is leave: {empty: …, after: …}`,
		"queues: {s: {timeout: 15}}":                                              `here it is ring_timeout (how long an agent rings)`,
		"queues: {s: {announce-frequency: 90}}":                                   `here it is announce: {frequency: …}`,
		"queues: {s: {periodic-announce: a}}":                                     `here it is periodic: {media: …}`,
		"queues: {s: {member: PJSIP/1}}":                                          `here it is agents: {1001: {queues: [this one]}}`,
		"queues: {s: {queue-youarenext: a}}":                                      `a prompt of that name is taken from prompts.folder`,
		"queues: {s: {stratgy: random}}":                                          `unknown key of the queue s "stratgy"; did you mean "strategy"?`,
		"queues: {s: {ring_timeout: 15}}":                                         `f:2:28: the value must be a duration from 1s to 24h, found "15"`,
		"queues: {s: {ring_timeout: 0s}}":                                         `a duration from 1s to 24h, found "0s"`,
		"queues: {s: {retry: 0s}}":                                                `a duration from 1s to 24h, found "0s"`,
		"queues: {s: {max_wait: 25h}}":                                            `a duration from 0s to 24h, found "25h"`,
		"queues: {s: {timeout_priority: app}}":                                    `unknown value "app"; here it is strict`,
		"queues: {s: {autopause: yes}}":                                           `autopause must be a mapping such as {no_answer: 3, scope: queue}; no_answer: 0 is never, found "yes"`,
		"queues: {s: {autopause: {scope: al}}}":                                   `unknown value "al"; accepted: queue, all`,
		"queues: {s: {join: {empty: yes}}}":                                       `empty must be strict, loose, none, or a list of conditions such as [paused, unavailable], found "yes"`,
		"queues: {s: {join: {empty: [pausd]}}}":                                   `unknown condition "pausd"; did you mean "paused"?`,
		"queues: {s: {join: {empty: []}}}":                                        `the list names no condition; accepted: none, or some of paused`,
		"queues: {s: {join: {diversion: {ratio_over: x}}}}":                       `a number from 0 to 1000, such as 2.5, found "x"`,
		"queues: {s: {routing: [{max_level: 1}, {until: 5s}]}}":                   `f:2:24: only the last rule may be without until`,
		"queues: {s: {routing: [{until: 9s}, {until: 5s}]}}":                      `f:2:45: until must be above that of the rule before, which is 9s`,
		"queues: {s: {routing: [{min_level: 3, max_level: 1}]}}":                  `min_level must not be above max_level: they are 3 and 1`,
		"queues: {s: {routing: [{agents: ['7']}]}}":                               `f:2:34: unknown agent "7"`,
		"queues: {s: {routing: [{include_overflow: t2}]}}":                        `unknown group of the queue s "t2"`,
		"queues: {s: {routing: [{require: [a]}]}}":                                `a mapping of skills to levels, such as {lang_en: 4}, found a list`,
		"queues: {s: {routing: [{require: {'1': 4}}]}}":                           `the name of a skill must be`,
		"queues: {s: {routing: [{penaltychange: 5}]}}":                            `unknown key of a rule "penaltychange"; here it is until, min_level and max_level`,
		"queues: {s: {routing: [{require: {a: 1001}}]}}":                          `a whole number from 0 to 1000`,
		"queues: {s: {announce: {round_seconds: 7}}}":                             `unknown value "7"; accepted: 0, 5, 10, 15, 20, 30`,
		"queues: {s: {announce: {position: maybe}}}":                              `unknown value "maybe"; accepted: yes, no, limit, more`,
		"queues: {s: {announce: {holdtime: yes}}}":                                `unknown key of announce "holdtime"; here it is hold_time`,
		"queues: {s: {periodic: {media: [a,b,c,d,e,f,g,h,i,j,k]}}}":               `f:2:32: periodic has at most 10 prompts, found 11`,
		"queues: {s: {periodic: {every: 30s}}}":                                   `periodic needs media`,
		"queues: {s: {confirm: {key: yes}}}":                                      `the value must be 1 to 8 keys of 0-9, * and #, found "yes"`,
		"queues: {s: {record: {name: a}}}":                                        `unknown key of record "name"; accepted: beep_every, format, max, min, per_leg, start`,
		"queues: {s: {record: maybe}}":                                            `true or false`,
		"queues: {s: {external: {url: acd}}}":                                     `a URL such as http`,
		"queues: {s: {callback: {attempts: 2}}}":                                  `callback needs an endpoint to call numbers by`,
		"queues: {s: {callback: {confirm: never, endpoint: 'PJSIP/{number}'}}}":   `true or false`,
		"queues: {s: {callback: {mode: both, endpoint: 'PJSIP/{number}'}}}":       `accepted: agent_first, customer_first`,
		"queues: {s: {callback: {schedule: office, endpoint: 'PJSIP/{number}'}}}": `f:2:35: unknown schedule "office"`,
		"queues: {s: {callback: {attempts: 0, endpoint: 'PJSIP/{number}'}}}":      `a whole number from 1 to 100`,
		"queues: {s: {callback: {expires: 9999h, endpoint: 'PJSIP/{number}'}}}":   `a duration from 1s to 720h, found "9999h"`,
		"agents: [1]":                                    `agents must be a mapping of numbers to agents`,
		"agents: {'a.b': }":                              `the number of an agent must be 1 to 60 letters`,
		"agents: {1: {endpoint: anna}}":                  `f:2:24: "anna" is no technology with an address behind it; accepted: an endpoint such as PJSIP/1001`,
		"agents: {1: {pin: 47x1}}":                       `a PIN must be digits`,
		"agents: {1: {asterisk: b}}":                     `unknown asterisk "b"; accepted: asterisk`,
		"agents: {1: {logged_in: true}}":                 `f:2:25: who is logged in from the beginning needs an endpoint, such as PJSIP/1`,
		"queues: {sales: }\nagents: {1: {queues: sale}}": `f:3:22: unknown queue "sale"; did you mean "sales"?`,
		"queues: {sales: }\nagents: {1: {queues: [sales, {queue: sales}]}}":   `f:3:38: the agent is in the queue sales already, at f:3:23 [duplicate-membership]`,
		"queues: {s: }\nagents: {1: {queues: [{level: 1}]}}":                  `a membership needs a queue, such as`,
		"queues: {s: }\nagents: {1: {queues: [{queue: s, penalty: 1}]}}":      `unknown key of a membership "penalty"; here it is level`,
		"queues: {s: }\nagents: {1: {queues: [{queue: s, level: -1}]}}":       `a whole number from 0 to 1000`,
		"queues: {s: }\nagents: {1: {queues: [{queue: s, ring_timeout: 0}]}}": `a duration from 1s to 24h, found "0"`,
		"queue_log: {}":                            `queue_log needs a file`,
		"queue_log: {file: /}":                     `the whole file system`,
		"queue_log: {file: q, max_file: 1}":        `a whole number from 65536`,
		"supervise: {beep_every: 1s}":              "more often than every 5s",
		"supervise: {groups: [a]}":                 "unknown key of supervise",
		"queues: {s: {supervise: {allow: spy}}}":   `unknown value "spy"`,
		"agents: {1: {supervise: {groups: []}}}":   "groups lists none",
		"agents: {1: {supervise: {groups: [1a]}}}": "a group must be letters",
		"supervise: {allow: [spy]}":                `unknown value "spy"; accepted: listen, whisper, barge, none`,
	} {
		_, findings := read(t, "asterisk: {password: x}\n"+text)
		if len(findings) != 1 || !strings.Contains(findings[0].String(), want) || strings.Contains(findings[0].String(), "47x1") {
			t.Errorf("%s: %v\nwant %s", text, findings, want)
		}
	}
	for text, want := range map[string]string{
		"asterisk: [{name: a, password: x, reach: {c: 'PJSIP/{user}@c'}}, {name: b, password: x}]": `f:1:43: unknown asterisk "c"; accepted: b`,
		"asterisk: [{name: a, password: x, reach: {a: 'PJSIP/{user}@c'}}, {name: b, password: x}]": `unknown asterisk "a"`,
		"asterisk: [{name: a, password: x, reach: {b: 'PJSIP/1@c'}}, {name: b, password: x}]":      `f:1:46: the endpoint must be an endpoint with {user} in it, such as PJSIP/{user}@to-b, found "PJSIP/1@c"`,
		"asterisk: [{name: a, password: x, reach: [b]}, {name: b, password: x}]":                   `reach must be a mapping`,
	} {
		if _, findings := read(t, text); len(findings) != 1 || !strings.Contains(findings[0].String(), want) {
			t.Errorf("%s: %v\nwant %s", text, findings, want)
		}
	}
}

// Law: what supervisors may, and where queue_log is, is as it stands there.
func TestSuperviseAndQueueLog(t *testing.T) {
	c, findings := read(t, "asterisk: {password: x}\nsupervise: {allow: [listen, barge, listen], announce: recorded}\n"+
		"queue_log: {file: logs/queue_log, max_file: 100000, keep: 0}\n")
	if len(findings) > 0 || cmp.Diff(c.Supervise, Supervise{Allow: []string{"listen", "barge"}, Announce: []string{"recorded"}}) != "" {
		t.Errorf("%v %+v", findings, c.Supervise)
	}
	c, findings = read(t, `asterisk: {password: x}
supervise: {allow: [listen], announce: recorded, beep_every: 15s}
queues: {plain: {}, none: {supervise: {allow: none}}, more: {supervise: {allow: [whisper, barge], beep_every: 0s}}}
agents: {1001: {supervise: {allow: none}}, 1002: {supervise: {groups: [team_a, team_b, team_a]}}, 1003: {}}
api: {tokens: {lead: {hash: "sha256:`+strings.Repeat("0", 64)+`", groups: team_a}}}
queue_log: {file: logs/queue_log, max_file: 100000, keep: 0}
`)
	if len(findings) > 0 {
		t.Fatal(findings)
	}
	for i, want := range []*Supervise{nil, {Announce: []string{"recorded"}, BeepEvery: 15 * time.Second},
		{Allow: []string{"whisper", "barge"}, Announce: []string{"recorded"}}} {
		if diff := cmp.Diff(want, c.Queues[i].Supervise); diff != "" {
			t.Errorf("%s: %s", c.Queues[i].Name, diff)
		}
	}
	for i, want := range []*SuperviseAgent{{}, {Allow: SuperviseWays(), Groups: []string{"team_a", "team_b"}}, nil} {
		if diff := cmp.Diff(want, c.Agents[i].Supervise); diff != "" {
			t.Errorf("%s: %s", c.Agents[i].ID, diff)
		}
	}
	if diff := cmp.Diff([]string{"team_a"}, c.API.Tokens[0].Groups); diff != "" {
		t.Error(diff)
	}
	if c.QueueLogPath("/etc/x") != "/etc/x/logs/queue_log" || c.QueueLog.MaxFile != 100000 || c.QueueLog.Keep != 0 {
		t.Errorf("%+v", c.QueueLog)
	}
	if c, findings = read(t, "asterisk: {password: x}\nsupervise: {allow: none}"); len(findings) > 0 || c.Supervise.Allow != nil || c.QueueLogPath("x") != "" {
		t.Errorf("%v %+v", findings, c)
	}
}

// Law: no text makes the reader panic, and what it takes without an error is within its bounds.
func FuzzQueues(f *testing.F) {
	f.Add(richQueues)
	for _, text := range []string{"queues: {s: {routing: [{}]}}", "agents: {1: {queues: [{queue: [a]}]}}", "queues: {s: {periodic: , callback: , record: , confirm: }}",
		"queues: {s: {join: {empty: }}}", "queues: {s: {routing: a}}", "agents:\nqueues:\nsupervise:\nqueue_log:", "asterisk: {reach: {a: b}}"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		doc, findings := source.Parse("f", text)
		c, more := Read(doc, func(string) (string, bool) { return "", false })
		if findings.HasErrors() || more.HasErrors() {
			return
		}
		for _, q := range c.Queues {
			if q.RingTimeout < ringLeast || q.Retry < retryLeast || q.RingSimultaneously < 1 || len(q.Periodic.Media) > periodicMost || q.Strategy == "" {
				t.Errorf("%+v", q)
			}
		}
		for _, a := range c.Agents {
			seen := map[string]bool{}
			for _, m := range a.Members {
				if seen[m.Queue] || m.Level < 0 || m.Position < 0 {
					t.Errorf("%+v", a)
				}
				seen[m.Queue] = true
			}
		}
	})
}
