package main

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/ariapp/ariapp/ari"
	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/internal/api"
	"github.com/ariapp/ariapp/internal/queue"
)

// floor are the queues of scripts: sales, with Anna, who talks with the call of whoever made it, Ben, who is on a break,
// and two who wait.
type floor struct {
	mu     sync.Mutex
	call   string
	out    map[string]bool
	made   map[string]string
	reason string
}

func (f *floor) Queues(context.Context) ([]queue.QueueView, error) {
	return []queue.QueueView{{Name: "sales", Strategy: queue.LongestIdle, Waiting: 2, Talking: 1, Agents: 2, Busy: 1, OnBreak: 1, Longest: 90 * time.Second,
		Wait: 2 * time.Minute, WaitKnown: true, Counts: queue.Counts{Joined: 12, Answered: 8, Abandoned: 2, InTime: 6, LostInTime: 1,
			CallbacksOffered: 9, Callbacks: 4, CallbacksTried: 5, CalledBack: 3}}, {Name: "support", Strategy: queue.RingAll}}, nil
}

func (f *floor) Agents(context.Context) ([]queue.AgentView, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	since := time.Now().Add(-time.Minute)
	all := []queue.AgentView{{ID: "1001", Name: "Anna Lee", Presence: "available", Work: "in_call", Connected: true, Endpoint: "PJSIP/1001", Queues: []string{"sales"}, Since: since,
		Queue: "sales", Call: f.call, Calls: 3, Talk: 5 * time.Minute, Members: []queue.Membership{{Queue: "sales", Level: 1, Weight: 1}}},
		{ID: "1002", Name: "Ben", Presence: "on_break", Work: "idle", Reason: f.reason, Queues: []string{"sales"}, Since: since, Members: []queue.Membership{{Queue: "sales", Weight: 1}},
			PausedSince: map[string]time.Time{"": since}, Pauses: []queue.PauseSum{{Count: 1, Took: time.Second}, {Reason: "lunch", Count: 3, Took: 75 * time.Minute}}}}
	for number, said := range f.made {
		all = append(all, queue.AgentView{ID: number, Name: said, Presence: "logged_out", Made: true})
	}
	for i := range all {
		if f.out[all[i].ID] {
			all[i].Presence = "logged_out"
		}
	}
	return all, nil
}

func (f *floor) AgentNamed(ctx context.Context, number string) (queue.AgentView, error) {
	all, err := f.Agents(ctx)
	for _, v := range all {
		if v.ID == number {
			return v, err
		}
	}
	return queue.AgentView{}, fmt.Errorf("%w: %s", flows.ErrNoAgent, number)
}

func (f *floor) Waiting(_ context.Context, name string) ([]queue.EntryView, error) {
	if name != "sales" {
		return nil, fmt.Errorf("%w: %s", flows.ErrNoQueue, name)
	}
	return []queue.EntryView{{ID: "q-1", Queue: "sales", Call: "17.1", From: "0301", Position: 1, Joined: 3, Waited: 90 * time.Second, Offers: []queue.Offer{{Agent: "1002"}}},
		{ID: "q-2", Queue: "sales", Call: "17.2", From: "0302\x1b[2J", Priority: 5, Position: 2, Joined: 2, Waited: 4 * time.Second}}, nil
}

func (f *floor) Agent(_ context.Context, o flows.AgentOrder) (flows.AgentView, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	switch {
	case o.Agent != "1001" && o.Agent != "1002":
		return flows.AgentView{}, flows.ErrNoAgent
	case o.Do == flows.AgentPause && f.out[o.Agent]:
		return flows.AgentView{}, flows.ErrAgentOrder
	case o.Do == flows.AgentPause:
		f.reason = o.Reason
	case o.Do == flows.AgentLogin || o.Do == flows.AgentLogout:
		f.out[o.Agent] = o.Do == flows.AgentLogout
	}
	return flows.AgentView{}, nil
}

func (f *floor) AddMember(_ context.Context, agent string, _ queue.Membership) error {
	if !strings.HasPrefix(agent, "100") {
		return flows.ErrNoAgent
	}
	return nil
}

func (f *floor) RemoveMember(ctx context.Context, agent, name string) error {
	if name != "sales" {
		return flows.ErrNoQueue
	}
	return f.AddMember(ctx, agent, queue.Membership{})
}

func (f *floor) MakeAgent(_ context.Context, o api.AgentOrder, fresh bool) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	_, there := f.made[o.Agent]
	switch {
	case strings.HasPrefix(o.Agent, "100"):
		return api.NewProblem(http.StatusConflict, "the agent "+o.Agent+" is one of ivr.yaml", "the number of an agent who is not in ivr.yaml")
	case fresh && there:
		return api.NewProblem(http.StatusConflict, "there is an agent "+o.Agent+" already", "another number")
	case !fresh && !there:
		return flows.ErrNoAgent
	}
	f.made[o.Agent] = fmt.Sprintf("%+v", o)
	return nil
}

func (f *floor) UnmakeAgent(_ context.Context, agent string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if _, there := f.made[agent]; !there {
		return flows.ErrNoAgent
	}
	delete(f.made, agent)
	return nil
}

func (f *floor) Withdraw(context.Context, string) error { return nil }

func (f *floor) Prioritise(context.Context, string, int) error { return nil }

// centreStub has a daemon with queues answer, and puts its port into a variable: `floor PORT`, or `floor PORT $ARI $CALL`
// for one whose agent talks with that call.
func centreStub(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 && len(args) != 3 {
		ts.Fatalf("usage: floor PORT [ARI CALL]")
	}
	f := &floor{out: map[string]bool{}, made: map[string]string{}, reason: "lunch"}
	options := api.Options{Queues: f, Supervise: api.Supervise{Allow: []string{"listen"}}, Now: time.Now,
		Permit: func(_ context.Context, endpoint, _ string) error {
			if strings.HasPrefix(endpoint, "PJSIP/1") {
				return nil
			}
			return api.NewProblem(http.StatusForbidden, "nobody may call "+endpoint, "PJSIP/1XX")
		}}
	if len(args) == 3 {
		f.call = args[2]
		client, err := ari.New(ari.Options{URL: args[1], Username: "ariapp", Password: "secret"})
		ts.Check(err)
		ts.Defer(func() { _ = client.Close() })
		options.Asterisk = func(string) (*ari.Client, error) { return client, nil }
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	ts.Check(err)
	_, number, err := net.SplitHostPort(listener.Addr().String())
	ts.Check(err)
	ts.Setenv(args[0], number)
	server := &http.Server{Handler: api.Handler(options), ReadHeaderTimeout: patience}
	served := make(chan error, 1)
	go func() { served <- server.Serve(listener) }()
	ts.Defer(func() {
		_ = server.Close()
		<-served
	})
}
