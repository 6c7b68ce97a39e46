package monitor

import (
	"maps"
	"net/http"
	"slices"
	"strings"
)

// house is what the doors lead into.
type house struct{ Options }

// methods are what one path serves.
type methods map[string]http.HandlerFunc

// Handler serves everything under its paths: /healthz, /readyz, /metrics and /api/.
func Handler(options Options) http.Handler {
	h := &house{options.orDefaults()}
	open := map[string]methods{
		"/healthz": {http.MethodGet: h.health},
		"/readyz":  {http.MethodGet: h.readiness},
	}
	guarded := map[string]methods{
		"/api/status":                    {http.MethodGet: h.status},
		"/api/reload":                    {http.MethodPost: h.reload},
		"/api/versions":                  {http.MethodGet: h.listVersions},
		"/api/rollback":                  {http.MethodPost: h.rollback},
		"/api/canary":                    {http.MethodPost: h.startCanary, http.MethodDelete: h.stopCanary},
		"/api/canary/promote":            {http.MethodPost: h.promoteCanary},
		"/api/schedules":                 {http.MethodGet: h.listSchedules},
		"/api/schedules/{name}/override": {http.MethodPut: h.override, http.MethodDelete: h.clearOverride},
	}
	if h.Metrics != nil {
		open["/metrics"] = methods{http.MethodGet: h.Metrics.ServeHTTP}
	}
	api := http.NewServeMux()
	for path, served := range guarded {
		api.Handle(path, served)
	}
	paths := slices.Sorted(maps.Keys(open))
	api.Handle("/", nothingHere(append(slices.Clone(paths), slices.Sorted(maps.Keys(guarded))...)))
	mux := http.NewServeMux()
	for path, served := range open {
		mux.Handle(path, served)
	}
	mux.Handle("/api/", h.guarded(api))
	mux.Handle("/", nothingHere(append(paths, "/api/")))
	return mux
}

// ServeHTTP finds the method. What can be got can be asked for without its body.
func (m methods) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	method := r.Method
	if method == http.MethodHead {
		method = http.MethodGet
	}
	serve, served := m[method]
	if !served {
		accepted := strings.Join(slices.Sorted(maps.Keys(m)), ", ")
		w.Header().Set("Allow", accepted)
		refuse(w, http.StatusMethodNotAllowed, r.Method+" does nothing here", accepted)
		return
	}
	r.Body = http.MaxBytesReader(w, r.Body, bodyMax)
	serve(w, r)
}

// nothingHere answers for all other paths.
func nothingHere(paths []string) http.Handler {
	accepted := strings.Join(paths, ", ")
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		refuse(w, http.StatusNotFound, "there is nothing under this path", accepted)
	})
}
