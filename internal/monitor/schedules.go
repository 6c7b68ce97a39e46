package monitor

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"time"
)

// shown is a schedule with what it says now.
type shown struct {
	Name   string `json:"name"`
	Open   bool   `json:"open"`
	Status string `json:"status"`
	Rule   string `json:"rule"`
	// Until is when that changes next.
	Until time.Time `json:"until,omitzero"`
	// Error is why it cannot be found out; what is said then is what is known.
	Error string `json:"error,omitempty"`
}

// listSchedules shows all of them.
func (h *house) listSchedules(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), workTime)
	defer cancel()
	list := []shown{}
	for _, name := range h.scheduleNames() {
		list = append(list, h.show(ctx, name))
	}
	reply(w, http.StatusOK, map[string]any{"schedules": list})
}

// override opens or closes a schedule by hand.
func (h *house) override(w http.ResponseWriter, r *http.Request) {
	name, known := h.scheduleOf(w, r)
	if !known {
		return
	}
	o, err := parseOrder(r.Body)
	if err != nil {
		refuse(w, statusOf(err), err.Error(), orderAccepted)
		return
	}
	until := time.Time{}
	if o.lasts > 0 {
		until = h.Now().Add(o.lasts)
	}
	h.decideByHand(w, r, name, o.Mode, until, o.By)
}

// clearOverride has the schedule decide by itself again. ?by= says who does it.
func (h *house) clearOverride(w http.ResponseWriter, r *http.Request) {
	name, known := h.scheduleOf(w, r)
	if !known {
		return
	}
	by := "the API"
	if r.URL.Query().Has("by") {
		var err error
		if by, err = person(r.URL.Query().Get("by")); err != nil {
			refuse(w, http.StatusBadRequest, err.Error(), "?by=WHO, or nothing")
			return
		}
	}
	h.decideByHand(w, r, name, "", time.Time{}, by)
}

// decideByHand does what was ordered and answers with what the schedule says now.
func (h *house) decideByHand(w http.ResponseWriter, r *http.Request, name, mode string, until time.Time, by string) {
	ctx, cancel := context.WithTimeout(r.Context(), workTime)
	defer cancel()
	err := h.Schedules.Override(ctx, name, mode, until, by)
	log := h.Logger.With("schedule", name, "mode", mode, "until", until, "by", by, "peer", r.RemoteAddr)
	if err != nil {
		log.Error("a schedule could not be overridden", "error", err)
		refuse(w, http.StatusInternalServerError, "overriding "+name+": "+err.Error(), "")
		return
	}
	log.Info("a schedule was overridden")
	reply(w, http.StatusOK, h.show(ctx, name))
}

func (h *house) show(ctx context.Context, name string) shown {
	decision, err := h.Schedules.Decide(ctx, name, h.Now())
	s := shown{Name: name, Open: decision.Open, Status: decision.Status, Rule: decision.Rule, Until: decision.Until}
	if err != nil {
		s.Error = err.Error()
	}
	return s
}

// scheduleOf is the schedule that the path names; it has answered when there is none of that name.
func (h *house) scheduleOf(w http.ResponseWriter, r *http.Request) (name string, known bool) {
	name, names := r.PathValue("name"), h.scheduleNames()
	if slices.Contains(names, name) {
		return name, true
	}
	accepted := strings.Join(names, ", ")
	if accepted == "" {
		accepted = "nothing: the file has no schedules"
	}
	refuse(w, http.StatusNotFound, "there is no schedule of that name", accepted)
	return "", false
}

func (h *house) scheduleNames() []string {
	if h.Schedules == nil {
		return nil
	}
	return h.Schedules.Names()
}
