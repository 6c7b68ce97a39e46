package api

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"unicode"

	"github.com/ariapp/ariapp/flows"
)

const idempotencyKey = "Idempotency-Key"

// onceHeader is the parameter of routes that do something once for a key.
func onceHeader() []Parameter {
	return []Parameter{{Name: idempotencyKey, Required: true, Doc: "Made up by who asks, a new one for each thing " +
		"that is wanted. The same request with the same key is done once, and answered alike for 24 hours."}}
}

// memory is what is remembered of a key.
type memory struct {
	// Request is the hash of what was asked.
	Request string `json:"request"`
	// Done tells that the answer is known: Status and Body.
	Done   bool            `json:"done"`
	Status int             `json:"status,omitempty"`
	Body   json.RawMessage `json:"body,omitempty"`
}

// once is one request that is done once.
type once struct {
	house  *house
	key    string
	memory memory
}

// begin claims the key of a request. When it has been used already, it returns
// the answer of then, or why there is none.
func (h *house) begin(ctx context.Context, a *Asked) (*once, any, error) {
	key := a.Header.Get(idempotencyKey)
	switch {
	case h.Store == nil:
		return nil, nil, problem(http.StatusNotImplemented, "this daemon remembers nothing, so it does nothing once", "")
	case len(key) > keyMax || strings.ContainsFunc(key, odd):
		return nil, nil, problem(http.StatusBadRequest, "the "+idempotencyKey+" is too long, or has signs that cannot "+
			"be printed", fmt.Sprintf("at most %d characters of ASCII", keyMax))
	}
	o := &once{house: h, key: "api/once/" + hashOf(a.By, key),
		memory: memory{Request: hashOf(a.Method, a.URL.Path, string(a.Raw))}}
	err := o.write(ctx, true)
	if errors.Is(err, flows.ErrConflict) {
		answer, err := o.before(ctx)
		return nil, answer, err
	}
	if err != nil {
		return nil, nil, problem(http.StatusServiceUnavailable, "what was asked cannot be remembered: "+err.Error(), "")
	}
	return o, nil, nil
}

// odd tells a character that no key has.
func odd(r rune) bool { return r > unicode.MaxASCII || !unicode.IsPrint(r) }

// before is what came of the same key before.
func (o *once) before(ctx context.Context) (any, error) {
	item, err := o.house.Store.Get(ctx, o.key)
	if err != nil {
		return nil, problem(http.StatusServiceUnavailable, "what was asked before cannot be read: "+err.Error(), "")
	}
	var was memory
	if err := json.Unmarshal([]byte(item.Value), &was); err != nil {
		return nil, problem(http.StatusConflict, "this "+idempotencyKey+" was in use a moment ago", "another one")
	}
	switch {
	case was.Request != o.memory.Request:
		return nil, problem(http.StatusUnprocessableEntity, "this "+idempotencyKey+" came with another request before",
			"a new key for a new request")
	case !was.Done:
		// Nobody knows whether it called when the daemon ended in between, so it is not done again.
		return nil, problem(http.StatusConflict, "this is being done, or was when the daemon ended",
			"another key to do it again")
	}
	header := http.Header{"Idempotency-Replayed": {"true"}}
	if was.Status >= http.StatusBadRequest {
		p := &Problem{}
		if err := json.Unmarshal(was.Body, p); err != nil {
			return nil, fmt.Errorf("reading what came of a key: %w", err)
		}
		p.Header = header
		return nil, p
	}
	return Answer{Status: was.Status, Header: header, Body: was.Body}, nil
}

// done remembers the answer. Who asks again without it is told that it is being done.
func (o *once) done(status int, body any) {
	text, err := json.Marshal(body)
	if err == nil {
		o.memory.Done, o.memory.Status, o.memory.Body = true, status, text
		err = o.write(context.Background(), false)
	}
	if err != nil {
		o.house.Logger.Warn("what came of a request is not remembered", "error", err)
	}
}

// undone forgets the key when nothing was done; failed remembers what went wrong when that is not known.
func (o *once) failed(p *Problem) {
	if p.Status < http.StatusInternalServerError || p.Status == http.StatusServiceUnavailable {
		ctx, cancel := context.WithTimeout(context.Background(), workTime)
		defer cancel()
		if err := o.house.Store.Delete(ctx, o.key); err != nil {
			o.house.Logger.Warn("a key stays remembered for which nothing was done", "error", err)
		}
		return
	}
	o.done(p.Status, p)
}

func (o *once) write(ctx context.Context, first bool) error {
	ctx, cancel := context.WithTimeout(ctx, workTime)
	defer cancel()
	text, err := json.Marshal(o.memory)
	if err != nil {
		return fmt.Errorf("remembering a request: %w", err)
	}
	if first {
		_, err = o.house.Store.Swap(ctx, o.key, string(text), 0, rememberFor)
	} else {
		_, err = o.house.Store.Put(ctx, o.key, string(text), rememberFor)
	}
	return err
}

// hashOf is one for all parts, in which none can pass for a piece of another.
func hashOf(parts ...string) string {
	sum := sha256.New()
	for _, part := range parts {
		fmt.Fprintf(sum, "%d:%s", len(part), part)
	}
	return hex.EncodeToString(sum.Sum(nil)[:16])
}
