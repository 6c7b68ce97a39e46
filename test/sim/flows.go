package sim

import (
	"fmt"
	"strings"
)

// numbers are those that callers dial.
func numbers() []string {
	return []string{"200", "200", "201", "202", "203", "204", "205", "206", "207"}
}

// conference is the number of those who meet in a conference.
const conference = "208"

// meetings are the numbers of callers who meet others: in a conference, parked, and fetching who is parked.
func meetings() []string {
	return []string{conference, conference, conference, "209", "209", "701", "702"}
}

// Prompts to which callers answer.
const (
	asksDigits = "sound:ask"
	asksChoice = "sound:choose"
	saysGot    = "sound:got-"
)

// file is the ivr.yaml of all instances; effects is where what flows do is counted.
func file(asterisks int, effects string) string {
	var servers []string
	for n := range asterisks {
		servers = append(servers, fmt.Sprintf("{name: %s, url: 'http://%s:8088/ari', username: ariapp, password: secret}",
			asterisk(n), asterisk(n)))
	}
	return fmt.Sprintf(template, strings.Join(servers, ", "), strings.TrimPrefix(effects, "http://"), effects, effects,
		effects) + queueFlows
}

// asterisk is the name of the n-th Asterisk, and its host.
func asterisk(n int) string { return fmt.Sprintf("pbx%d", n+1) }

// template is the file, but for its Asterisks and for where effects are counted.
const template = `app: {data: data, answer_delay: 0s, drain_timeout: 5s}
asterisk: [%s]
server: {listen: none}
records: none
parking: {default: 701-719}
http: {allow: ['%s']}
outbound: {allow: [PJSIP/_1XX]}
numbers: {"200": ask, "201": choose, "202": listen, "203": desk, "204": speak, "205": leave, "206": order, "207": count,
  "208": meet, "209": shelve, _70X: fetch, ` + queueNumbers + `}
` + queueParts + `flows:
  ask:
    - answer
    - collect: {id: a, prompt: ask, length: 4, attempts: 9, max_noinput: 9}
    - play: 'got-${steps.a.value}'
    - wait: 3s
    - collect: {id: b, prompt: ask, length: 4, attempts: 9, max_noinput: 9}
    - play: ['got-${steps.b.value}', thanks, bye]
    - hangup
  choose:
    - answer
    - menu:
        id: m
        prompt: choose
        attempts: 9
        choices:
          1: [{play: [one, more]}, {goto: m}]
          2:
            - collect: {id: c, prompt: ask, length: 4, attempts: 9}
            - play: 'got-${steps.c.value}'
            - wait: 1s
            - goto: m
          3: {play: [three, bye]}
    - hangup
  listen:
    - answer
    - play: [l1, l2, l3, l4, l5, l6]
    - wait: 2s
    - play: [l7, l8, bye]
    - hangup
  desk:
    - dial: {id: d, targets: PJSIP/100, ring_timeout: 10s, continue: true}
    - play: 'it-was-${steps.d.status}'
    - dial: {id: e, targets: PJSIP/101, ring_timeout: 10s, continue: true}
    - play: 'it-was-${steps.e.status}'
    - dial: {id: f, targets: [PJSIP/102, PJSIP/103], ring_timeout: 12s, continue: true}
    - play: ['it-was-${steps.f.status}', bye]
    - hangup
  speak:
    - answer
    - play: speak-now
    - record: {id: r, name: 'sim/${call.id}/1', max: 5s, fetch: false}
    - play: 'recorded-${steps.r.status}'
    - record: {id: s, name: 'sim/${call.id}/2', max: 3s, fetch: false}
    - play: ['recorded-${steps.s.status}', bye]
    - hangup
  leave:
    - answer
    - play: l1
    - dialplan: {id: p, context: visits, extension: "300", timeout: 1m}
    - play: [back, l2]
    - collect: {id: a, prompt: ask, length: 4, attempts: 9, max_noinput: 9}
    - play: ['got-${steps.a.value}', bye]
    - hangup
  order:
    - answer
    - play: l1
    - http: {id: x, url: '%s/x?call=${call.id}', method: POST, json: {n: 1}, on_error: {play: sorry}}
    - collect: {id: a, prompt: ask, length: 4, attempts: 9, max_noinput: 9}
    - http: {id: y, url: '%s/y?call=${call.id}', method: POST, json: {n: 2}, on_error: {play: sorry}}
    - play: ['got-${steps.a.value}', l2]
    - http: {id: z, url: '%s/z?call=${call.id}', method: POST, json: {n: 3}, on_error: {play: sorry}}
    - play: bye
    - hangup
  count:
    - answer
    - store: {id: n, key: 'n/${call.id}', add: 1, on_error: {play: sorry}}
    - play: [l1, l2]
    - collect: {id: a, prompt: ask, length: 4, attempts: 9, max_noinput: 9}
    - play: 'got-${steps.a.value}'
    - store: {id: o, key: 'o/${call.id}', add: 1, on_error: {play: sorry}}
    - play: bye
    - hangup
  meet:
    - answer
    - play: l1
    - conference: {id: c, room: board, timeout: 45s}
    - play: ['was-${steps.c.status}', bye]
    - hangup
  shelve:
    - answer
    - play: l1
    - park: {id: p, timeout: 20s, parker: PJSIP/100, parker_timeout: 10s, on_timeout: {play: nobody}}
    - play: ['was-${steps.p.status}', bye]
    - hangup
  fetch:
    - answer
    - retrieve: {id: r, slot: '${call.to}'}
    - play: ['was-${steps.r.status}', bye]
    - hangup
`
