package api

import (
	"context"
	"log/slog"
	"net/netip"
	"time"

	"github.com/ariapp/ariapp/ari"
	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/internal/hand"
	"github.com/ariapp/ariapp/internal/monitor"
)

// Options are what a Handler serves. A nil field is a thing that this daemon does not have.
type Options struct {
	// Tokens are those of ivr.yaml under api.tokens.
	Tokens []Token
	// Master is server.token: it opens everything.
	Master monitor.Token
	// PerMinute is how often one token may ask in a minute, 0 for [PerMinute].
	PerMinute int
	// Proxies are whose X-Forwarded-For is believed, none for nobody's.
	Proxies []netip.Prefix
	// Version is the program's, for the document.
	Version string
	// Calls makes, shows and ends calls.
	Calls Calls
	// Jobs keeps calls that are made later.
	Jobs Jobs
	// Mailboxes are those of voicemail.
	Mailboxes Mailboxes
	// Instances are those that share calls with this one.
	Instances Instances
	// Queues are where callers wait for agents.
	Queues Queues
	// TailQueues hands over what happens in queues, a line of JSON each, until ctx ends.
	TailQueues func(ctx context.Context, each func(line []byte) error) error
	// Supervise says what may be done to the talks of agents.
	Supervise Supervise
	// Present gives what Supervise and Tokens are by now, for supervisors who stay over a reload; nil for no change.
	Present func() (Supervise, []Token)
	// Spies are the supervisors of the daemon, nil for those of this Handler alone.
	Spies *Spies
	// Owner is the process for which supervisors are called.
	Owner hand.Owner
	// Remark tells a call on an Asterisk something that is to stand with its facts; nil tells nobody.
	Remark func(ctx context.Context, asterisk, call string, remark flows.Remark)
	// Store remembers which Idempotency-Key has been used, and which signed URL.
	Store flows.Store
	// Sign is the key that signs URLs, nil for none.
	Sign []byte
	// Base is what signed URLs begin with, such as https://ivr.example.com.
	Base string
	// Asterisk is the client of one of the file's Asterisks by its name, of the first for "".
	Asterisk func(name string) (*ari.Client, error)
	// Permit tells whether an endpoint may be reached, for by; its error is a [Problem]. nil permits nobody.
	Permit func(ctx context.Context, endpoint, by string) error
	// TailCalls hands over what happens to calls, a line of JSON each, until ctx ends.
	TailCalls func(ctx context.Context, each func(line []byte) error) error
	// More are further routes.
	More []Route
	// Refused is told of every request that is refused, by its status and why in a word; nil for nobody.
	Refused func(status int, reason string)
	// Now is the clock, nil for the machine's.
	Now func() time.Time
	// Logger gets who changed what and what was refused; nil is silence.
	Logger *slog.Logger
}

func (o Options) orDefaults() Options {
	if o.PerMinute <= 0 {
		o.PerMinute = PerMinute
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Refused == nil {
		o.Refused = func(int, string) {}
	}
	if o.Spies == nil {
		o.Spies = &Spies{}
	}
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	return o
}
