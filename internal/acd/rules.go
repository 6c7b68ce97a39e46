package acd

import (
	"strings"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/internal/queue"
)

// Rules are what the file says of queues and agents.
type Rules struct {
	Config queue.Config
	// Queues are what steps need to know of each.
	Queues map[string]flows.QueueRules
	// Agents are what the engine need not know of each.
	Agents map[string]Agent
	// Callbacks are the queues' rules of calling back, by queue.
	Callbacks map[string]Callback
	// Allows tells whether an endpoint may be called that is not the file's for that agent: of those who were made, and
	// of those who are rung elsewhere than it says. Nil allows all.
	Allows func(endpoint string) bool
	// External are who is asked for the order of agents, by queue.
	External map[string]External
	// Reach is how agents at one Asterisk are dialled at another: by the caller's, and then by the agent's. In the
	// template {user} stands for what is behind the technology of the agent's endpoint.
	Reach map[string]map[string]string
}

// Agent is how an agent is reached and known.
type Agent struct {
	Name, Endpoint string
	// Asterisk is where the endpoint is, "" for that of each caller.
	Asterisk string
	// PIN opens the agent's own orders; an empty one opens nothing.
	PIN flows.Secret
}

// External is who is asked for an order of agents.
type External struct {
	URL     string
	Timeout time.Duration
}

// Callback is how those who wanted to be called back are called.
type Callback struct {
	// CustomerFirst dials the customer before an agent.
	CustomerFirst bool
	// InitialDelay is the least time until the first try, RetryDelay that between two, Attempts how often it is tried.
	InitialDelay, RetryDelay time.Duration
	Attempts                 int
	// Expires is after how long nobody is called any more, 0 for never.
	Expires time.Duration
	// Schedule names the hours in which to call, "" for all.
	Schedule string
	CallerID string
	// Endpoint is how a number is dialled: with {number} in it.
	Endpoint string
}

// endpoint is what is dialled for an offer at a caller's Asterisk.
func (r *Rules) endpoint(offer queue.Offer, asterisk string) string {
	agent := r.Agents[offer.Agent]
	endpoint := offer.Endpoint
	if endpoint == "" {
		endpoint = agent.Endpoint
	}
	template, known := r.Reach[asterisk][agent.Asterisk]
	if agent.Asterisk == "" || asterisk == "" || agent.Asterisk == asterisk || !known {
		return endpoint
	}
	_, user, _ := strings.Cut(endpoint, "/")
	user, _, _ = strings.Cut(user, "@")
	return strings.ReplaceAll(template, "{user}", user)
}

// here has all agents be logged in but those of whom out says that they are not, for calls that are only played.
func (r *Rules) here(out func(agent string) bool) *Rules {
	apart := *r
	apart.Allows = nil // whom a played call may reach is its own matter
	apart.Config.Agents = make([]queue.Agent, len(r.Config.Agents))
	for i, agent := range r.Config.Agents {
		agent.LoggedIn = out == nil || !out(agent.ID)
		apart.Config.Agents[i] = agent
	}
	return &apart
}

// hasQueue tells whether there is a queue of that name.
func (r *Rules) hasQueue(name string) bool {
	for i := range r.Config.Queues {
		if r.Config.Queues[i].Name == name {
			return true
		}
	}
	return false
}
