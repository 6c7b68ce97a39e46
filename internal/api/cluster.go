package api

import (
	"context"
	"net/http"
)

// Instances are those that share their calls with this one. Errors are best a *[Problem].
type Instances interface {
	// Now is how they stand.
	Now(ctx context.Context) (Cluster, error)
	// Drain takes one out of service, or with back has it come back, and returns how many calls are handed over; "" is
	// this one.
	Drain(ctx context.Context, instance string, back bool) (calls int, err error)
	// Move has another instance go on with a call; asterisk may be "".
	Move(ctx context.Context, asterisk, call, instance string) error
}

// Cluster is how the instances stand that share their calls, as one of them sees it.
type Cluster struct {
	Instance  string     `json:"instance" doc:"The instance that tells."`
	Instances []Instance `json:"instances" doc:"Those that live, by name."`
	Entries   []Entry    `json:"entries" doc:"Where new calls come in, by Asterisk."`
	Away      string     `json:"away,omitempty" doc:"Why the others cannot be seen now; then some are missing here."`
}

// Instance is one of them.
type Instance struct {
	Name       string   `json:"name" doc:"Its name."`
	App        string   `json:"app" doc:"The Stasis application in which its calls are."`
	Version    string   `json:"version,omitempty" doc:"The program's version."`
	Flows      string   `json:"flows,omitempty" doc:"The version of the file that new calls get."`
	Calls      int      `json:"calls" doc:"Calls under way, at most half a second old."`
	Most       int      `json:"most,omitempty" doc:"How many it takes."`
	Draining   bool     `json:"draining,omitempty" doc:"It takes no further calls."`
	Overloaded bool     `json:"overloaded,omitempty" doc:"It takes none for now, as it cannot keep up."`
	Asterisks  []string `json:"asterisks" doc:"Those to which it is connected."`
}

// Entry is where new calls of an Asterisk come in.
type Entry struct {
	Asterisk string `json:"asterisk" doc:"The Asterisk."`
	Instance string `json:"instance,omitempty" doc:"The instance, none when no one can have it."`
}

// DrainOrder says which instance leaves service.
type DrainOrder struct {
	Instance string `json:"instance,omitempty" doc:"The instance, the one that is asked if it is missing."`
	Back     bool   `json:"back,omitempty" doc:"It comes back into service."`
}

// Drained is what came of it.
type Drained struct {
	Calls int `json:"calls" doc:"How many calls are handed over to others; those that cannot be go on where they are."`
}

// MoveOrder says which call goes where.
type MoveOrder struct {
	Call     string `json:"call" doc:"The call's id."`
	Asterisk string `json:"asterisk,omitempty" doc:"Its Asterisk, where several have a call of that id."`
	Instance string `json:"instance" doc:"The instance that goes on with it."`
}

// Check tells what is missing.
func (o *MoveOrder) Check() error {
	switch {
	case o.Call == "":
		return problem(http.StatusUnprocessableEntity, "no call is named", "call: an id that GET /calls shows")
	case o.Instance == "":
		return problem(http.StatusUnprocessableEntity, "no instance is named", "instance: a name that GET /cluster shows")
	}
	return nil
}

func (h *house) clusterRoutes() []Route {
	return []Route{
		{Method: http.MethodGet, Path: "/cluster", Scope: Read, Response: Cluster{},
			Summary: "The instances that share their calls.",
			Doc:     "A daemon that is alone answers 409.",
			Serve: h.instances(func(a *Asked, all Instances) (any, error) {
				return all.Now(a.Context())
			})},
		{Method: http.MethodPost, Path: "/cluster/drain", Scope: Control, Request: DrainOrder{}, Response: Drained{},
			Summary: "Takes an instance out of service, or has it come back.",
			Doc: "It runs on: the others get new calls, and those under way that can be handed over. Where nobody else " +
				"lives it goes on taking them.",
			Serve: h.instances(h.drain)},
		{Method: http.MethodPost, Path: "/cluster/move", Scope: Control, Request: MoveOrder{},
			Summary: "Has another instance go on with a call.",
			Doc: "It is begun when the answer comes, and is done a moment later. A call that is there already stays there: " +
				"it may be asked for again.",
			Serve: h.instances(h.moveCall)},
	}
}

// instances serves what is asked of a cluster.
func (h *house) instances(serve func(*Asked, Instances) (any, error)) func(*Asked) (any, error) {
	return func(a *Asked) (any, error) {
		if h.Instances == nil {
			return nil, problem(http.StatusNotImplemented, "this daemon knows no other instances", "")
		}
		return serve(a, h.Instances)
	}
}

func (h *house) drain(a *Asked, all Instances) (any, error) {
	order := BodyOf[DrainOrder](a)
	a.Note("instance", order.Instance, "back", order.Back)
	calls, err := all.Drain(a.Context(), order.Instance, order.Back)
	if err != nil {
		return nil, err
	}
	return Drained{calls}, nil
}

func (h *house) moveCall(a *Asked, all Instances) (any, error) {
	order := BodyOf[MoveOrder](a)
	a.Note("call", order.Call, "instance", order.Instance)
	return nil, all.Move(a.Context(), order.Asterisk, order.Call, order.Instance)
}
