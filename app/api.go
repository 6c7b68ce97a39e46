package app

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/ariapp/ariapp/ari"
	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/internal/api"
	"github.com/ariapp/ariapp/internal/config"
	"github.com/ariapp/ariapp/internal/monitor"
	"github.com/ariapp/ariapp/internal/outbound"
)

// apiDoor is the API as the present version of the file has it: a token that
// was taken out of the file opens nothing after the next reload.
type apiDoor struct {
	app     *App
	mu      sync.Mutex
	file    *File
	handler http.Handler
	// spies stay over reloads.
	spies api.Spies
}

// ServeHTTP serves /api/v1.
func (d *apiDoor) ServeHTTP(w http.ResponseWriter, r *http.Request) { d.present().ServeHTTP(w, r) }

func (d *apiDoor) present() http.Handler {
	file := d.app.opts.File
	if g := d.app.now.Load(); g != nil {
		file = g.file
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.file != file {
		options := d.app.apiOptions(file)
		options.Spies = &d.spies
		d.file, d.handler = file, api.Handler(options)
	}
	return d.handler
}

func (a *App) apiOptions(file *File) api.Options {
	cfg := file.Config.API
	// The token of the server is that with which it began, as for its other commands.
	options := api.Options{Master: monitor.Token(a.opts.File.Config.Server.Token), PerMinute: cfg.PerMinute,
		Version: a.opts.Version, Calls: apiCalls{a}, Store: presentStore{a}, Sign: []byte(cfg.Sign), Base: cfg.URL,
		Proxies:  cfg.Proxies,
		Asterisk: a.asteriskOf, Permit: a.permitByHand, TailCalls: a.tailLines, Logger: a.log,
		Refused: func(status int, _ string) { a.metrics.APIRefused(strconv.Itoa(status)) }}
	if q := a.queues.Load(); q != nil {
		options.Queues, options.TailQueues = apiQueues{q.hall, file}, a.TailQueues
	}
	options.Remark, options.Owner = a.remark, a.owner()
	options.Supervise, options.Tokens = superviseOf(&file.Config), tokensOf(&file.Config)
	options.Present = func() (api.Supervise, []api.Token) {
		present := file
		if g := a.now.Load(); g != nil {
			present = g.file
		}
		return superviseOf(&present.Config), tokensOf(&present.Config)
	}
	if a.jobs != nil { // a nil pointer in an interface is no nil interface
		options.Jobs = a.jobs
	}
	if desk, there := a.desk(); there {
		options.Mailboxes = desk
	}
	options.Instances = apiInstances{a}
	return options
}

// tokensOf are the tokens of a file.
func tokensOf(c *config.Config) (all []api.Token) {
	for _, one := range c.API.Tokens {
		all = append(all, api.Token{Name: one.Name, Hash: one.Hash, Scopes: one.Scopes, Groups: one.Groups})
	}
	return all
}

// superviseOf are a file's rules of what supervisors may.
func superviseOf(c *config.Config) api.Supervise {
	rules := func(s config.Supervise) api.Supervise {
		return api.Supervise{Allow: s.Allow, Announce: s.Announce, BeepEvery: s.BeepEvery}
	}
	all := rules(c.Supervise)
	all.Queues, all.Agents = map[string]api.Supervise{}, map[string]api.SuperviseAgent{}
	all.Endpoints = map[string]string{}
	for i := range c.Queues {
		if own := c.Queues[i].Supervise; own != nil {
			all.Queues[c.Queues[i].Name] = rules(*own)
		}
	}
	for i := range c.Agents {
		all.Endpoints[c.Agents[i].ID] = c.Agents[i].Endpoint
		if own := c.Agents[i].Supervise; own != nil {
			all.Agents[c.Agents[i].ID] = api.SuperviseAgent(*own)
		}
	}
	return all
}

// asteriskOf is the client of an Asterisk by its name.
func (a *App) asteriskOf(name string) (*ari.Client, error) {
	l, err := a.linkFor(name)
	switch {
	case errors.Is(err, ErrNotConnected):
		return nil, api.NewProblem(http.StatusServiceUnavailable, err.Error(), "")
	case err != nil:
		return nil, api.NewProblem(http.StatusNotFound, err.Error(), "")
	}
	return l.client, nil
}

func (a *App) tailLines(ctx context.Context, each func(line []byte) error) error {
	return a.TailCalls(ctx, func(fact CallFact) error {
		line, err := json.Marshal(fact)
		if err != nil {
			return err
		}
		return each(line)
	})
}

// apiCalls are the App's calls, as the API has them.
type apiCalls struct{ app *App }

// Originate calls somebody.
func (c apiCalls) Originate(ctx context.Context, order api.Order, by string) (api.Placed, error) {
	o := Outgoing{Asterisk: order.Asterisk, Endpoint: order.Endpoint, Variables: order.Variables,
		CallerID: flows.CallerID{Name: order.CallerID.Name, Number: order.CallerID.Number},
		Timeout:  time.Duration(order.Timeout) * time.Second, Flow: order.Flow, Vars: order.Vars, Connect: order.Connect,
		Bridge: order.Bridge, By: by}
	if order.Extension != "" {
		o.Place.Extension, o.Place.Context, _ = strings.Cut(order.Extension, "@")
		o.Place.Priority = "1"
	}
	placed, err := c.app.originateHeld(ctx, o)
	if err != nil {
		return api.Placed{}, problemOf(err)
	}
	return api.Placed{ID: placed.ID, Asterisk: placed.Asterisk, Wait: func(ctx context.Context) (api.Outcome, error) {
		reached, err := placed.Wait(ctx)
		outcome := api.Outcome{Answered: reached.Answered}
		if err == nil && !reached.Answered {
			outcome.Cause, outcome.SIP = reached.Cause.String(), reached.SIP
		}
		return outcome, err
	}}, nil
}

// permitByHand asks the rules for what somebody does by hand.
func (a *App) permitByHand(ctx context.Context, endpoint, by string) error {
	g := a.generation()
	if g == nil {
		return problemOf(ErrNotConnected)
	}
	defer g.release(a)
	if err := g.permit(ctx, endpoint, by); err != nil {
		a.log.Warn("what somebody wants by hand is refused", "endpoint", endpoint, "by", by, "why", err)
		a.journal.Refused(endpoint, by, err.Error())
		return problemOf(err)
	}
	return nil
}

// problemOf is what the API says of a call that is not made.
func problemOf(err error) *api.Problem {
	refusal := (*outbound.Refusal)(nil)
	switch {
	case errors.As(err, &refusal) && !refusal.After.IsZero():
		p := api.NewProblem(http.StatusTooManyRequests, refusal.Detail, refusal.Accepted)
		wait := max(1, int(time.Until(refusal.After)/time.Second)+1)
		p.Header = http.Header{"Retry-After": {strconv.Itoa(wait)}}
		return p
	case errors.As(err, &refusal):
		return api.NewProblem(http.StatusForbidden, refusal.Detail, refusal.Accepted)
	case errors.Is(err, flows.ErrNotPermitted):
		return api.NewProblem(http.StatusForbidden, err.Error(), "")
	case errors.Is(err, ErrOutgoing):
		return api.NewProblem(http.StatusUnprocessableEntity, err.Error(), "")
	case errors.Is(err, ErrNotConnected), errors.Is(err, ErrNoFurther):
		return api.NewProblem(http.StatusServiceUnavailable, err.Error(), "")
	}
	return api.NewProblem(http.StatusBadGateway, err.Error(), "")
}

// List are the calls under way.
func (c apiCalls) List() []api.Call {
	var list []api.Call
	for _, one := range c.app.CallsNow() {
		shown := api.Call{ID: one.ID, Asterisk: one.Asterisk, Channel: one.Channel, From: one.From,
			FromName: one.FromName, To: one.To, Flow: one.Flow, Step: one.Step, Type: one.Type, Started: one.Started,
			Since: one.Since}
		for _, s := range one.Supervisors {
			shown.Supervisors = append(shown.Supervisors, api.Supervisor(s))
		}
		list = append(list, shown)
	}
	return list
}

// Hangup ends a call, also one of ours that rings.
func (c apiCalls) Hangup(ctx context.Context, id string) (bool, error) {
	for _, l := range c.app.links {
		at, channel := place{l, id}, id
		if one := c.app.calls.get(at); one != nil {
			channel = one.Channel()
		} else if !c.app.expecting.has(at) {
			continue
		}
		err := l.client.Channels.Hangup(ctx, channel, ari.ChannelsHangupParams{})
		if errors.Is(err, ari.ErrNotFound) {
			return false, nil
		}
		return true, err
	}
	return false, nil
}

// apiInstances are the App's instances, as the API has them.
type apiInstances struct{ app *App }

// Now is how they stand.
func (i apiInstances) Now(ctx context.Context) (api.Cluster, error) {
	now, err := i.app.ClusterNow(ctx)
	if err != nil {
		return api.Cluster{}, i.problem(err)
	}
	shown := api.Cluster{Instance: now.Instance, Instances: []api.Instance{}, Entries: []api.Entry{}, Away: now.Away}
	for _, one := range now.Instances {
		if one.Asterisks == nil {
			one.Asterisks = []string{} // a list for those who count on one
		}
		shown.Instances = append(shown.Instances, api.Instance(one))
	}
	for _, one := range now.Entries {
		shown.Entries = append(shown.Entries, api.Entry(one))
	}
	return shown, nil
}

// Drain takes one out of service, or has it come back.
func (i apiInstances) Drain(ctx context.Context, instance string, back bool) (int, error) {
	calls, err := i.app.DrainInstance(ctx, instance, back)
	if err != nil {
		return 0, i.problem(err)
	}
	return calls, nil
}

// Move has another instance go on with a call.
func (i apiInstances) Move(ctx context.Context, asterisk, call, instance string) error {
	if err := i.app.MoveCall(ctx, asterisk, call, instance); err != nil && !errors.Is(err, ErrThere) {
		return i.problem(err)
	}
	return nil
}

// problem is what the API says of what a cluster does not do.
func (i apiInstances) problem(err error) *api.Problem {
	if errors.Is(err, ErrAlone) {
		return api.NewProblem(http.StatusConflict, err.Error(), "")
	}
	away := i.app.instances.members.Away()
	switch {
	case errors.Is(err, ErrInstance) && away != nil: // nobody is seen, and may live all the same
		return api.NewProblem(http.StatusServiceUnavailable, "the other instances cannot be seen: "+away.Error(), "")
	case errors.Is(err, ErrInstance):
		return api.NewProblem(http.StatusNotFound, err.Error(), "a name that GET /cluster shows")
	case errors.Is(err, ErrCall):
		return api.NewProblem(http.StatusNotFound, err.Error(), "an id that GET /calls of its instance shows")
	}
	// The store is away, or the other one does not answer.
	return api.NewProblem(http.StatusServiceUnavailable, err.Error(), "")
}
