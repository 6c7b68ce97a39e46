package api

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/ariapp/ariapp/internal/jobs"
)

// Jobs keeps calls that are made later; *jobs.Jobs does.
type Jobs interface {
	Add(order jobs.Order, plan jobs.Plan, by string) (jobs.Job, error)
	All(ctx context.Context, status jobs.Status) ([]jobs.Job, error)
	One(ctx context.Context, id string) (jobs.Job, error)
	Cancel(id, by string) (jobs.Job, error)
}

// JobOrder is a call that is to be made later, and again if need be.
type JobOrder struct {
	Order
	MaxRetries int          `json:"max_retries,omitempty" doc:"How often it is tried again; 0 without it."`
	RetryTime  int          `json:"retry_time,omitempty" doc:"How long until it is tried again; 300 s without it."`
	WaitTime   int          `json:"wait_time,omitempty" doc:"How long it rings, in seconds; 45 without it."`
	NotBefore  time.Time    `json:"not_before,omitzero" doc:"When it may be called first; at once without it."`
	NotAfter   time.Time    `json:"not_after,omitzero" doc:"When it is too late; never without it."`
	Window     *jobs.Window `json:"window,omitempty" doc:"The hours in which it may be called; all without it."`
}

// Check says what is wrong with it.
func (o JobOrder) Check() error {
	switch {
	case o.Timeout != 0:
		return problem(http.StatusUnprocessableEntity, "a job has no timeout", "wait_time")
	case o.Bridge != "": // who knows whether it is there then
		return problem(http.StatusUnprocessableEntity, "a job joins no bridge", "flow, extension, connect")
	}
	return o.Order.Check()
}

func (o JobOrder) plan() jobs.Plan {
	return jobs.Plan{MaxRetries: o.MaxRetries, RetryTime: o.RetryTime, WaitTime: o.WaitTime, NotBefore: o.NotBefore,
		NotAfter: o.NotAfter, Window: o.Window}
}

func (o Order) job() jobs.Order {
	o = o.turned()
	extension, context, _ := strings.Cut(o.Extension, "@")
	return jobs.Order{Endpoint: o.Endpoint, Asterisk: o.Asterisk, CallerName: o.CallerID.Name,
		CallerNumber: o.CallerID.Number, Variables: o.Variables, Vars: o.Vars, Flow: o.Flow, Connect: o.Connect,
		Context: context, Extension: extension}
}

func (h *house) jobRoutes() []Route {
	return []Route{
		{Method: http.MethodGet, Path: "/jobs", Summary: "The jobs, the youngest first.", Scope: Read,
			Query: []Parameter{{Name: "status", Doc: "Only those with it: " + strings.Join(jobs.Statuses(), ", ") + "."},
				{Name: "limit", Doc: fmt.Sprintf("How many, at most %d; %d without it.", listMost, listUsual)}},
			Response: []jobs.Job{}, Serve: h.listJobs},
		{Method: http.MethodPost, Path: "/jobs", Summary: "Keeps a call to be made later.", Scope: Originate,
			Doc: "It has the semantics of call files: how long it rings, how often and when it is tried again. " +
				"Whom one may call says outbound in ivr.yaml, when it is taken and again when it is called.",
			Header: onceHeader(), Request: JobOrder{}, Response: jobs.Job{}, Status: http.StatusCreated, Serve: h.addJob},
		{Method: http.MethodGet, Path: "/jobs/{id}", Summary: "One job.", Scope: Read, Response: jobs.Job{},
			Serve: h.showJob},
		{Method: http.MethodDelete, Path: "/jobs/{id}", Summary: "Cancels a job; one that rings is not tried again.",
			Scope: Originate, Response: jobs.Job{}, Serve: h.cancelJob},
	}
}

func noJobs() *Problem { return problem(http.StatusNotImplemented, "this daemon has no jobs", "") }

func noJob(id string) *Problem {
	return problem(http.StatusNotFound, "there is no job "+id, "an id that GET /jobs shows")
}

func (h *house) listJobs(a *Asked) (any, error) {
	status, limit := a.URL.Query().Get("status"), listUsual
	if h.Jobs == nil {
		return nil, noJobs()
	}
	if text := a.URL.Query().Get("limit"); text != "" {
		var err error
		if limit, err = strconv.Atoi(text); err != nil || limit < 1 || limit > listMost {
			return nil, problem(http.StatusBadRequest, fmt.Sprintf("limit is %q", text), fmt.Sprintf("1 to %d", listMost))
		}
	}
	if status != "" && !slices.Contains(jobs.Statuses(), status) {
		return nil, problem(http.StatusBadRequest, fmt.Sprintf("status is %q", status), strings.Join(jobs.Statuses(), ", "))
	}
	list, err := h.Jobs.All(a.Context(), jobs.Status(status))
	if err != nil { // several instances keep them together, and cannot be asked
		return nil, asProblem(err, http.StatusServiceUnavailable)
	}
	if list == nil {
		list = []jobs.Job{} // a list for those who count on one
	}
	return list[:min(limit, len(list))], nil
}

func (h *house) addJob(a *Asked) (any, error) {
	if h.Jobs == nil {
		return nil, noJobs()
	}
	o, answer, err := h.begin(a.Context(), a)
	if o == nil {
		return answer, err
	}
	order := BodyOf[JobOrder](a)
	a.Note("endpoint", order.Endpoint, "connect", order.Connect)
	job, err := h.Jobs.Add(order.job(), order.plan(), a.By)
	if err != nil {
		status := http.StatusInternalServerError
		switch {
		case errors.Is(err, jobs.ErrNever):
			status = http.StatusForbidden
		case errors.Is(err, jobs.ErrJob):
			status = http.StatusUnprocessableEntity
		case errors.Is(err, jobs.ErrFull), errors.Is(err, jobs.ErrNotKept):
			status = http.StatusServiceUnavailable
		}
		p := asProblem(err, status)
		o.failed(p)
		return nil, p
	}
	a.Note("job", job.ID)
	o.done(http.StatusCreated, job)
	return job, nil
}

func (h *house) showJob(a *Asked) (any, error) {
	if h.Jobs == nil {
		return nil, noJobs()
	}
	job, err := h.Jobs.One(a.Context(), a.PathValue("id"))
	switch {
	case errors.Is(err, jobs.ErrUnknown):
		return nil, noJob(a.PathValue("id"))
	case err != nil:
		return nil, asProblem(err, http.StatusServiceUnavailable)
	}
	return job, nil
}

func (h *house) cancelJob(a *Asked) (any, error) {
	if h.Jobs == nil {
		return nil, noJobs()
	}
	job, err := h.Jobs.Cancel(a.PathValue("id"), a.By)
	switch {
	case errors.Is(err, jobs.ErrUnknown):
		return nil, noJob(a.PathValue("id"))
	case errors.Is(err, jobs.ErrOver):
		return nil, problem(http.StatusConflict, err.Error(), "a job that waits")
	case err != nil:
		return nil, asProblem(err, http.StatusServiceUnavailable)
	}
	return job, nil
}
