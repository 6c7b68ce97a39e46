package acd

import (
	"encoding/json"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/internal/cluster"
	"github.com/ariapp/ariapp/internal/queue"
)

// word is what an instance tells of one of its places. docs/wire.md describes it.
type word struct {
	ID string `json:"id"`
	// New tells that nobody has heard of it yet: it comes to the door.
	New      bool           `json:"new,omitempty"`
	Queue    string         `json:"queue"`
	Call     string         `json:"call"`
	Channel  string         `json:"channel,omitempty"`
	Asterisk string         `json:"asterisk,omitempty"`
	From     string         `json:"from,omitempty"`
	Priority int            `json:"priority,omitempty"`
	Require  map[string]int `json:"require,omitempty"`
	MaxWait  *time.Duration `json:"max_wait,omitempty"`
	Agent    string         `json:"agent,omitempty"`
	// Private tells that no supervisor may hear the talk.
	Private  bool      `json:"private,omitempty"`
	Since    time.Time `json:"since,omitzero"`
	Position int       `json:"position,omitempty"`
	// Offers are those that ring, or talk where Talks.
	Offers []queue.Offer `json:"offers,omitempty"`
	Talks  bool          `json:"talks,omitempty"`
	// News are told before all else.
	News []news `json:"news,omitempty"`
	// Left is the end of the wait from the caller's side.
	Left *leaving `json:"left,omitempty"`
	// Done tells that there is nothing more to come.
	Done bool `json:"done,omitempty"`
}

// news is what became of an offer.
type news struct {
	Offer string           `json:"offer"`
	State queue.OfferState `json:"state"`
	By    string           `json:"by,omitempty"`
	Text  string           `json:"text,omitempty"`
}

// leaving is an end from the caller's side.
type leaving struct {
	Why    queue.Result `json:"why"`
	Key    string       `json:"key,omitempty"`
	Number string       `json:"number,omitempty"`
	// Walk is where the walk of a call that calls back goes on.
	Walk json.RawMessage `json:"walk,omitempty"`
}

// state is how things are with a place, as the owner tells.
type state struct {
	ID string `json:"id"`
	// Epoch and Seq order states.
	Epoch     int                `json:"epoch"`
	Seq       uint64             `json:"seq"`
	Known     bool               `json:"known,omitempty"`
	Since     time.Time          `json:"since,omitzero"`
	Position  int                `json:"position,omitempty"`
	Door      int                `json:"door,omitempty"`
	Size      int                `json:"size,omitempty"`
	Wait      time.Duration      `json:"wait,omitempty"`
	WaitKnown bool               `json:"wait_known,omitempty"`
	Agents    int                `json:"agents,omitempty"`
	Free      int                `json:"free,omitempty"`
	Offers    []flows.QueueOffer `json:"offers,omitempty"`
	Result    queue.Result       `json:"result,omitempty"`
	// Over is when the wait ended.
	Over time.Time `json:"over,omitzero"`
	// Doubt tells that the owner cannot be certain to be that, and decides nothing.
	Doubt bool `json:"doubt,omitempty"`
}

// request is what one hall asks of another.
type request struct {
	From cluster.Owner `json:"from"`
	// Words are places of which there is something to tell, Here those of which there is not.
	Words []word   `json:"words,omitempty"`
	Here  []string `json:"here,omitempty"`
	// Gone are places whose calls went out of sight here: others go on with them.
	Gone []string `json:"gone,omitempty"`
	// Epoch and States are told by the owner.
	Epoch  int     `json:"epoch,omitempty"`
	States []state `json:"states,omitempty"`
	// Canceled are offers of call-backs that the owner takes back.
	Canceled []string `json:"canceled,omitempty"`
	// Withdrawn are those of Canceled whose customers are not to be called any more.
	Withdrawn []string `json:"withdrawn,omitempty"`
	// Announce asks for all places to be told, by a new owner.
	Announce bool `json:"announce,omitempty"`
	// Order is something to be done with an agent.
	Order *agentOrder `json:"order,omitempty"`
	// Desk is what a tool wants.
	Desk *deskOrder `json:"desk,omitempty"`
}

// reply is the answer to a request.
type reply struct {
	// Error names what went wrong, "" for nothing.
	Error string `json:"error,omitempty"`
	// Detail is the error in words.
	Detail string  `json:"detail,omitempty"`
	Epoch  int     `json:"epoch,omitempty"`
	States []state `json:"states,omitempty"`
	// Unknown are places that have to be told of in full.
	Unknown []string          `json:"unknown,omitempty"`
	Agent   *flows.AgentView  `json:"agent,omitempty"`
	Queues  []queue.QueueView `json:"queues,omitempty"`
	Entries []queue.EntryView `json:"entries,omitempty"`
	Agents  []queue.AgentView `json:"agents,omitempty"`
	// Unkept are places that want to be called back, which is not written down yet.
	Unkept []string `json:"unkept,omitempty"`
	// More tells that there is a further page.
	More bool `json:"more,omitempty"`
}

// agentOrder is something to be done with an agent who has been allowed to.
type agentOrder struct {
	Agent    string         `json:"agent"`
	Do       flows.AgentAct `json:"do"`
	Queues   []string       `json:"queues,omitempty"`
	Reason   string         `json:"reason,omitempty"`
	Endpoint string         `json:"endpoint,omitempty"`
	Standby  string         `json:"standby,omitempty"`
	Asterisk string         `json:"asterisk,omitempty"`
	By       string         `json:"by,omitempty"`
}

// envelope marks requests of halls among those of instances.
type envelope struct {
	Queues *request `json:"queues"`
}
