package api

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"
)

// numberMark stands in an order for the number that a visitor gives.
const numberMark = "{number}"

// LinkOrder is a URL that is to be made, which makes a call.
type LinkOrder struct {
	Order
	Expires int  `json:"expires" doc:"How long it is good, in seconds."`
	Once    bool `json:"once,omitempty" doc:"Whether it makes one call only."`
	// PerMinute is how often it may be used in a minute.
	PerMinute int    `json:"per_minute,omitempty" doc:"How often it may be used in a minute; 2 without it."`
	Title     string `json:"title,omitempty" doc:"What stands above the button."`
}

// Check says what is wrong with it.
func (o LinkOrder) Check() error {
	const status = http.StatusUnprocessableEntity
	expires := time.Duration(o.Expires) * time.Second
	switch {
	case expires < linkLeast || expires > linkMost:
		return problem(status, fmt.Sprintf("expires is %d", o.Expires),
			fmt.Sprintf("%.0f to %.0f, in seconds", linkLeast.Seconds(), linkMost.Seconds()))
	case o.PerMinute < 0 || o.PerMinute > linkPerMinute:
		return problem(status, fmt.Sprintf("per_minute is %d", o.PerMinute), fmt.Sprintf("1 to %d", linkPerMinute))
	case o.Bridge != "": // with whoever has the URL
		return problem(status, "a signed URL joins no bridge", "flow, extension, connect")
	case len(o.Title) > textMax:
		return problem(status, "title is too long", fmt.Sprintf("at most %d characters", textMax))
	case strings.Count(o.Endpoint+o.Connect, numberMark) > 1:
		return problem(status, numberMark+" stands there twice", "once, in endpoint or connect")
	}
	return o.Order.Check()
}

// Link is a URL that makes a call.
type Link struct {
	URL     string    `json:"url" doc:"The URL. Who opens it sees a button; only that calls."`
	Expires time.Time `json:"expires" doc:"Until when it is good."`
}

// ticket is what a signed URL carries. Who has it can read it, and nobody can change it.
type ticket struct {
	Order     Order  `json:"o"`
	Expires   int64  `json:"e"`
	Once      bool   `json:"1,omitempty"`
	PerMinute int    `json:"m"`
	Title     string `json:"t,omitempty"`
	By        string `json:"b"`
	Nonce     string `json:"n"`
}

func (h *house) linkRoutes() []Route {
	return []Route{{Method: http.MethodPost, Path: "/callback-urls", Summary: "Makes a signed URL that calls.",
		Scope: Originate, Request: LinkOrder{}, Response: Link{}, Status: http.StatusCreated, Serve: h.makeLink,
		Doc: "A web page or a mail can carry it: nobody needs a token, and nobody can change whom it calls. " + numberMark +
			" in endpoint or connect is the number that a visitor gives, and outbound says which may be given. It needs " +
			"api.sign in ivr.yaml, and ends with the token that made it."}}
}

func (h *house) makeLink(a *Asked) (any, error) {
	if len(h.Sign) == 0 {
		return nil, problem(http.StatusNotImplemented, "this daemon signs no URLs", "a key in ivr.yaml under api.sign")
	}
	order := BodyOf[LinkOrder](a)
	expires := h.Now().Add(time.Duration(order.Expires) * time.Second).Truncate(time.Second)
	t := ticket{Order: order.Order, Expires: expires.Unix(), Once: order.Once, PerMinute: order.PerMinute,
		Title: order.Title, By: a.By, Nonce: rand.Text()}
	if t.PerMinute == 0 {
		t.PerMinute = linkUsual
	}
	signed, err := h.seal(t)
	if err != nil {
		return nil, err
	}
	a.Note("endpoint", order.Endpoint, "connect", order.Connect, "link", t.Nonce, "expires", expires)
	base := h.Base
	if base == "" {
		scheme := "http://"
		if a.TLS != nil {
			scheme = "https://"
		}
		base = scheme + a.Host
	}
	return Link{URL: strings.TrimRight(base, "/") + Prefix + "/callback?t=" + signed, Expires: expires}, nil
}

// seal is a ticket as text: what it says, and the signature.
func (h *house) seal(t ticket) (string, error) {
	text, err := json.Marshal(t)
	if err != nil {
		return "", fmt.Errorf("signing a URL: %w", err)
	}
	coded := base64.RawURLEncoding.EncodeToString(text)
	return coded + "." + base64.RawURLEncoding.EncodeToString(h.signature(coded)), nil
}

func (h *house) signature(text string) []byte {
	mac := hmac.New(sha256.New, h.Sign)
	mac.Write([]byte("ariapp callback " + text))
	return mac.Sum(nil)
}

var errTicket = errors.New("the link is not one of ours, or was changed")

// unseal reads a ticket whose signature is right.
func (h *house) unseal(signed string) (ticket, error) {
	coded, signature, _ := strings.Cut(signed, ".")
	given, err := base64.RawURLEncoding.Strict().DecodeString(signature)
	if err != nil || len(h.Sign) == 0 || !hmac.Equal(given, h.signature(coded)) {
		return ticket{}, errTicket
	}
	var t ticket
	text, err := base64.RawURLEncoding.DecodeString(coded)
	if err == nil {
		err = json.Unmarshal(text, &t)
	}
	if err != nil {
		return ticket{}, errTicket
	}
	return t, nil
}
