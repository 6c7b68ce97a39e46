package fuzz

import (
	"regexp"
	"slices"
	"strings"

	"github.com/ariapp/ariapp/flows/scenario"
	"github.com/ariapp/ariapp/flows/source"
)

// waits tells whether a step of a kind has the caller wait for an agent.
func waits(kind string) bool { return kind == "queue" }

// learnAgents reads who may be offered a caller, and what they press: the agents of the file, or two where there are
// none.
func (k *knowledge) learnAgents(root *source.Node) {
	var codes, answers []string
	queues, agents := false, false
	for _, address := range sortedKeys(k.steps) {
		switch step := k.steps[address]; {
		case waits(step.Kind):
			queues = true
			codes = append(codes, keysOf(k.fields[address].Get("keys").Get("callee"))...)
		case step.Kind == "agent":
			agents = true
		}
	}
	if !queues && !agents {
		return
	}
	for _, q := range root.Get("queues").All() {
		if key := q.Get("confirm").Get("key"); key != nil {
			answers = append(answers, key.Value, "9")
		}
	}
	numbers := keysOf(root.Get("agents"))
	for _, number := range numbers {
		k.logins = append(k.logins, number)
		if pin := root.Get("agents").Get(number).Get("pin"); pin != nil {
			k.logins = append(k.logins, number+"#"+strings.TrimSuffix(lastDigits.FindString(pin.Value), "}"))
		}
	}
	if len(numbers) == 0 {
		numbers = []string{"1001", "1002"}
	}
	for _, number := range numbers[:min(len(numbers), agentsMost)] {
		if queues {
			k.agents = append(k.agents, endpoint{number, answers, codes})
		}
	}
}

// lastDigits are those of a PIN, or of the one that holds where the environment has none.
var lastDigits = regexp.MustCompile(`[0-9]+\}?$`)

// answerAgents has every agent do something.
func (f *fuzzer) answerAgents(given *scenario.Given) {
	for _, one := range f.known.agents {
		setAgent(given, f.agent(one))
	}
}

// otherAgent has one of them do something else, or all of them the same.
func (f *fuzzer) otherAgent(given *scenario.Given) {
	one := f.agent(pick(f.random, f.known.agents))
	setAgent(given, one)
	if !f.chance(25) {
		return
	}
	for _, other := range f.known.agents {
		one.Endpoint = other.pattern
		setAgent(given, one)
	}
}

// agent is what an agent does, who need not be there where the file says who waits then; their telephones have one
// answer less than others.
func (f *fuzzer) agent(e endpoint) scenario.Dialled {
	if f.opts.Setting.World.Queues != nil && f.chance(outOften) {
		return scenario.Dialled{Endpoint: e.pattern, Status: agentOut}
	}
	one := f.callee(e)
	if one.Status == "congestion" {
		one.Status = "unavailable"
	}
	return one
}

// agentOut is what a test says of an agent who is not there.
const agentOut = "logged_out"

// setAgent puts an agent at the place that they have among the others: what rings first must not hang on who was made
// up last.
func setAgent(given *scenario.Given, one scenario.Dialled) {
	at, known := slices.BinarySearchFunc(given.Agents, one.Endpoint, func(d scenario.Dialled, number string) int {
		return strings.Compare(d.Endpoint, number)
	})
	if known {
		given.Agents[at] = one
		return
	}
	given.Agents = slices.Insert(given.Agents, at, one)
}

// completeAgents gives one agent at least: without the file's queues nobody could wait for nobody.
func (f *fuzzer) completeAgents(given *scenario.Given) {
	if len(given.Agents) == 0 && len(f.known.agents) > 0 && f.opts.Setting.World.Queues == nil {
		setAgent(given, scenario.Dialled{Endpoint: f.known.agents[0].pattern, Status: "unavailable"})
	}
}

func agentsOf(g *scenario.Given) *[]scenario.Dialled { return &g.Agents }

// queueKeys are the keys that a caller may press who waits, or talks; behind the one for a call-back stands that with
// which they take the number.
func queueKeys(fields *source.Node) []string {
	codes := append(keysOf(fields.Get("keys").Get("caller")), keysOf(fields.Get("exit_keys"))...)
	if key := fields.Get("callback").Get("key"); key != nil {
		codes = append(codes, key.Value, key.Value+"1")
	}
	return codes
}
