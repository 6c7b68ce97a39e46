package monitor

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/ariapp/ariapp/internal/versions"
	"github.com/ariapp/ariapp/internal/versions/canary"
)

// reload has the file loaded anew.
func (h *house) reload(w http.ResponseWriter, r *http.Request) {
	if h.Reload == nil {
		refuse(w, http.StatusNotFound, "this daemon does not reload", "")
		return
	}
	if err := h.long(w, r, h.Reload); err != nil {
		h.notTaken(w, r, "a reload was asked for", "the file was not taken, the one before is still in use",
			"a file that ariapp check accepts", err)
		return
	}
	h.Logger.Info("a reload was asked for", "peer", r.RemoteAddr, "successful", true)
	reply(w, http.StatusOK, map[string]any{"reloaded": true})
}

// listVersions shows what can be gone back to.
func (h *house) listVersions(w http.ResponseWriter, _ *http.Request) {
	answer := struct {
		Versions []versions.Listed `json:"versions"`
		Warnings []string          `json:"warnings,omitempty"`
	}{}
	if h.Versions != nil {
		answer.Versions, answer.Warnings = h.Versions()
	}
	if answer.Versions == nil {
		answer.Versions = []versions.Listed{} // a list for those who count on one
	}
	reply(w, http.StatusOK, answer)
}

// rollback has an earlier version in use.
func (h *house) rollback(w http.ResponseWriter, r *http.Request) {
	order, err := parseRollback(r.Body)
	switch {
	case h.Rollback == nil:
		refuse(w, http.StatusNotFound, "this daemon keeps no versions", "")
		return
	case err != nil:
		refuse(w, statusOf(err), err.Error(), rollbackAccepted)
		return
	}
	var taken Taken
	err = h.long(w, r, func(ctx context.Context) (err error) {
		taken, err = h.Rollback(ctx, order.Number)
		return err
	})
	if err != nil {
		h.notTaken(w, r, "a rollback was asked for", "the version was not taken, what is in use stays",
			"a number that ariapp versions shows", err)
		return
	}
	h.Logger.Info("a rollback was asked for", "peer", r.RemoteAddr, "number", taken.Number)
	reply(w, http.StatusOK, taken)
}

// startCanary has a share of the callers on another version.
func (h *house) startCanary(w http.ResponseWriter, r *http.Request) {
	order, err := parseTrial(r.Body)
	switch {
	case h.Canary == nil:
		refuse(w, http.StatusNotFound, "this daemon tries no versions", "")
		return
	case err != nil:
		refuse(w, statusOf(err), err.Error(), trialAccepted)
		return
	}
	var answer struct {
		done
		Begun
	}
	h.tries(w, r, "a canary was asked for", &answer, func(ctx context.Context) (err error) {
		answer.Begun, err = h.Canary.Start(ctx, order.File, order.Share)
		return err
	})
}

// stopCanary has all callers on the stable version.
func (h *house) stopCanary(w http.ResponseWriter, r *http.Request) {
	if h.Canary == nil {
		refuse(w, http.StatusNotFound, "this daemon tries no versions", "")
		return
	}
	h.tries(w, r, "the end of the canary was asked for", &done{}, h.Canary.Stop)
}

// promoteCanary has all callers on the canary.
func (h *house) promoteCanary(w http.ResponseWriter, r *http.Request) {
	if h.Canary == nil {
		refuse(w, http.StatusNotFound, "this daemon tries no versions", "")
		return
	}
	var answer struct {
		done
		Taken
	}
	h.tries(w, r, "the canary was to be promoted", &answer, func(ctx context.Context) (err error) {
		answer.Taken, err = h.Canary.Promote(ctx)
		return err
	})
}

// done begins the answers about a canary.
type done struct {
	Done bool `json:"done"`
}

func (d *done) isDone() { d.Done = true }

// tries does something about a canary, which may write into the answer.
func (h *house) tries(w http.ResponseWriter, r *http.Request, asked string, answer interface{ isDone() },
	do func(context.Context) error) {
	if err := h.long(w, r, do); err != nil {
		h.notTaken(w, r, asked, "nothing was changed", "", err)
		return
	}
	h.Logger.Info(asked, "peer", r.RemoteAddr, "successful", true)
	answer.isDone()
	reply(w, http.StatusOK, answer)
}

// long does what may last: it goes to its end though who asked has gone, as half a
// reload is worse than one that nobody waits for.
func (h *house) long(w http.ResponseWriter, r *http.Request, do func(context.Context) error) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(r.Context()), reloadTime)
	defer cancel()
	// A connection that cannot be given more time loses the answer at worst.
	_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(reloadTime + writeTime))
	return do(ctx)
}

// notTaken answers that a version was not taken, with the lines of the reason.
func (h *house) notTaken(w http.ResponseWriter, r *http.Request, asked, wrong, accepted string, err error) {
	h.Logger.Info(asked, "peer", r.RemoteAddr, "successful", false)
	reply(w, http.StatusUnprocessableEntity, struct {
		complaint
		Lines []string `json:"lines"`
	}{complaint{wrong, accepted}, strings.Split(strings.TrimSpace(err.Error()), "\n")})
}

const (
	rollbackAccepted = `{"number": 3}, or {} for the version before`
	trialAccepted    = `{"file": "new.yaml", "share": 10}, in percent`
)

// rollbackOrder and trialOrder are the bodies of requests.
type (
	rollbackOrder struct {
		Number int `json:"number"`
	}
	trialOrder struct {
		File  string  `json:"file"`
		Share float64 `json:"share"`
	}
)

// parseRollback reads one; an error is a sentence about what is wrong.
func parseRollback(body io.Reader) (rollbackOrder, error) {
	var o rollbackOrder
	err := decodeOne(body, &o)
	if err == nil && o.Number < 0 {
		err = fmt.Errorf("number is %d", o.Number)
	}
	return o, err
}

// parseTrial reads one; an error is a sentence about what is wrong.
func parseTrial(body io.Reader) (trialOrder, error) {
	var o trialOrder
	if err := decodeOne(body, &o); err != nil {
		return trialOrder{}, err
	}
	if o.File == "" || strings.ContainsRune(o.File, 0) {
		return trialOrder{}, errors.New("file is no path of a file")
	}
	return o, canary.CheckShare(o.Share)
}

// decodeOne reads a body that is one object with known keys.
func decodeOne(body io.Reader, into any) error {
	decoder := json.NewDecoder(body)
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(into); err != nil {
		return fmt.Errorf("the body is not what is expected: %w", err)
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return errors.New("there is more behind the body's object")
	}
	return nil
}

// statusOf is how a body is refused.
func statusOf(err error) int {
	if large := (*http.MaxBytesError)(nil); errors.As(err, &large) {
		return http.StatusRequestEntityTooLarge
	}
	return http.StatusBadRequest
}
