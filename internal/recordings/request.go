package recordings

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/ariapp/ariapp/flows"
)

// request is a recording that is to be fetched, as it lies in the spool.
type request struct {
	Asterisk string    `json:"asterisk"`
	Name     string    `json:"name"`
	Format   string    `json:"format"`
	Call     string    `json:"call"`
	From     string    `json:"from,omitempty"`
	To       string    `json:"to,omitempty"`
	Leg      string    `json:"leg"`
	Began    time.Time `json:"began"`
	Live     bool      `json:"live,omitempty"`
	// Abandoned is what is done with it if its step does not live to say so, "" for a request like others.
	Abandoned flows.Abandonment `json:"abandoned,omitempty"`
	// Queued is when it was asked for.
	Queued time.Time `json:"queued"`
	// Delivered tells that it has arrived, and is only to be deleted from Asterisk.
	Delivered bool `json:"delivered,omitempty"`
	// Failure is why it was put aside.
	Failure string `json:"failure,omitempty"`
}

func requestOf(r flows.KeepRequest, now time.Time) request {
	return request{Asterisk: r.Asterisk, Name: r.Name, Format: r.Format, Call: r.Call, From: r.From, To: r.To, Leg: r.Leg,
		Began: r.Began, Live: r.Live, Abandoned: r.Abandoned, Queued: now}
}

// idOf names the request for a recording; there is one at most.
func idOf(asterisk, name string) string {
	sum := sha256.Sum256([]byte(asterisk + "\x00" + name))
	return hex.EncodeToString(sum[:16])
}

func (r request) id() string { return idOf(r.Asterisk, r.Name) }

func (r request) check() error {
	if r.Asterisk == "" {
		return errors.New("it names no Asterisk")
	}
	switch r.Abandoned {
	case "", flows.FetchAbandoned, flows.DeleteAbandoned, flows.LeaveAbandoned:
	default:
		return fmt.Errorf("%.20q cannot be done with a recording", r.Abandoned)
	}
	return errors.Join(flows.CheckRecordingName(r.Name), flows.CheckRecordingFormat(r.Format))
}

// readRequest reads what lies in the spool.
func readRequest(data []byte) (request, error) {
	var r request
	if len(data) > requestMax {
		return r, fmt.Errorf("it has %d bytes", len(data))
	}
	if err := json.Unmarshal(data, &r); err != nil {
		return r, err
	}
	return r, r.check()
}
