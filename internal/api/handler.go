package api

import (
	"context"
	"fmt"
	"maps"
	"net/http"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"time"
)

// Prefix is where the API is mounted.
const Prefix = "/api/v1"

// house is what the doors lead into.
type house struct {
	Options
	paces    paces
	document []byte
	table    []Route
	// streams is how many answers without an end are under way.
	streams atomic.Int32
}

// Handler serves all paths under /api/v1/.
func Handler(options Options) http.Handler {
	h := &house{Options: options.orDefaults()}
	h.table = slices.Concat(h.routes(), h.More)
	h.document = document(h.table, h.Version)
	paths := map[string][]Route{}
	for _, route := range h.table {
		paths[route.Path] = append(paths[route.Path], route)
	}
	mux := http.NewServeMux()
	for path, routes := range paths {
		mux.Handle(Prefix+path, h.methods(routes))
	}
	accepted := strings.Join(slices.Sorted(maps.Keys(paths)), ", ")
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		// The table is no secret, as the document is open.
		h.refuse(w, r, "", problem(http.StatusNotFound, "there is nothing under this path", accepted))
	})
	return mux
}

// methods finds the route of a request's method. What can be got can be asked for without its body.
func (h *house) methods(routes []Route) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		method := r.Method
		if method == http.MethodHead {
			method = http.MethodGet
		}
		var allowed []string
		for _, route := range routes {
			if route.Method == method {
				h.serve(w, r, route)
				return
			}
			allowed = append(allowed, route.Method)
		}
		slices.Sort(allowed)
		accepted := strings.Join(allowed, ", ")
		w.Header().Set("Allow", accepted)
		h.refuse(w, r, "", problem(http.StatusMethodNotAllowed, r.Method+" does nothing here", accepted))
	})
}

// serve lets a request in, and answers it.
func (h *house) serve(w http.ResponseWriter, r *http.Request, route Route) {
	by, refusal := h.admit(r, route)
	if refusal != nil {
		h.refuse(w, r, by, refusal)
		return
	}
	purse := "of " + by
	if by == anybody { // each on their own, or one could keep all others out
		purse += " " + neighbourhood(h.visitor(r))
	}
	if wait, ok := h.paces.take(purse, h.PerMinute, h.Now()); !ok {
		p := problem(http.StatusTooManyRequests, by+" asks too often", fmt.Sprintf("%d requests a minute", h.PerMinute))
		p.Header = http.Header{"Retry-After": {strconv.Itoa(int(wait/time.Second) + 1)}}
		h.refuse(w, r, by, p)
		return
	}
	r.Body = http.MaxBytesReader(w, r.Body, bodyMax)
	asked := &Asked{Request: r, By: by}
	if err := asked.checkQuery(route); err != nil {
		h.refuse(w, r, by, asProblem(err, http.StatusBadRequest))
		return
	}
	if err := asked.read(route); err != nil {
		h.refuse(w, r, by, asProblem(err, http.StatusBadRequest))
		return
	}
	if route.Lasts {
		// A connection that cannot be given more time loses the answer at worst.
		_ = http.NewResponseController(w).SetWriteDeadline(time.Time{})
	} else {
		ctx, cancel := context.WithTimeout(r.Context(), workTime)
		defer cancel()
		asked.Request = r.WithContext(ctx)
	}
	value, err := h.safely(route, asked)
	if err != nil {
		h.refuse(w, r, by, asProblem(err, http.StatusInternalServerError), asked.more...)
		return
	}
	if asked.refused == nil {
		h.audit(r, by, asked.more)
	} else { // with a page for people
		h.tell(r, by, asked.refused, asked.more...)
	}
	answer(w, route, value)
}

// safely has a panic of one request be that request's end only.
func (h *house) safely(route Route, asked *Asked) (value any, err error) {
	defer func() {
		if crash := recover(); crash != nil {
			h.Logger.Error("the API has a fault", "path", route.Path, "panic", crash, "stack", string(debug.Stack()))
			err = problem(http.StatusInternalServerError, "the daemon has a fault; its log says more", "")
		}
	}()
	return route.Serve(asked)
}

// answer writes what a route has come to.
func answer(w http.ResponseWriter, route Route, value any) {
	status, body := route.Status, value
	switch value := value.(type) {
	case Written:
		value(w)
		return
	case Answer:
		for name, values := range value.Header {
			w.Header()[name] = values
		}
		if body = value.Body; value.Status != 0 {
			status = value.Status
		}
	}
	switch {
	case body == nil:
		w.Header().Set("Cache-Control", "no-store")
		w.WriteHeader(max(status, http.StatusNoContent))
	case status == 0:
		reply(w, http.StatusOK, "application/json", body)
	default:
		reply(w, status, "application/json", body)
	}
}

// audit writes down who changed what.
func (h *house) audit(r *http.Request, by string, more []any) {
	if r.Method == http.MethodGet || r.Method == http.MethodHead {
		return
	}
	h.Logger.Info("done by the API", h.about(r, by, more)...)
}

// about is what a line in the log says of a request.
func (h *house) about(r *http.Request, by string, more []any) []any {
	said := []any{"what", r.Method + " " + r.URL.Path, "by", by, "peer", r.RemoteAddr}
	if len(h.Proxies) > 0 {
		said = append(said, "visitor", h.visitor(r))
	}
	return append(said, more...)
}

// refuse answers with a problem, and writes it down.
func (h *house) refuse(w http.ResponseWriter, r *http.Request, by string, p *Problem, more ...any) {
	h.tell(r, by, p, more...)
	p.write(w)
}

// tell writes a refusal down. Strangers cannot fill the log.
func (h *house) tell(r *http.Request, by string, p *Problem, more ...any) {
	h.Refused(p.Status, http.StatusText(p.Status))
	_, room := h.paces.take("log", refusalsPerMinute, h.Now())
	if by != "" && by != anybody || room {
		h.Logger.Warn("refused by the API", append(h.about(r, by, []any{"status", p.Status, "why", p.Detail}), more...)...)
	}
}
