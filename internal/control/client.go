package control

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/ariapp/ariapp/internal/versions"
)

// ErrAway is wrapped when no daemon answers; ErrNoAddress when the file names no place to look for one.
var (
	ErrAway      = errors.New("no daemon answers")
	ErrNoAddress = errors.New("the daemon has no address to speak to")
)

// Client speaks to one daemon.
type Client struct {
	base  string
	token string
	http  *http.Client
}

// New makes the client of the daemon that listens there; token may be "".
func New(listen, token string) (*Client, error) {
	host, port, err := net.SplitHostPort(listen)
	if err != nil {
		return nil, fmt.Errorf("%w (server.listen is %q)", ErrNoAddress, listen)
	}
	if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
		host = "127.0.0.1"
	}
	return &Client{base: "http://" + net.JoinHostPort(host, port), token: token,
		http: &http.Client{Transport: &http.Transport{DisableKeepAlives: true}, // and no proxy: the daemon is near
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}, nil
}

// Schedule is a schedule with what it says now.
type Schedule struct {
	Name   string    `json:"name"`
	Open   bool      `json:"open"`
	Status string    `json:"status"`
	Rule   string    `json:"rule"`
	Until  time.Time `json:"until"`
	Error  string    `json:"error"`
}

// Schedules are all schedules of the daemon's file.
func (c *Client) Schedules(ctx context.Context) ([]Schedule, error) {
	var answer struct {
		Schedules []Schedule `json:"schedules"`
	}
	err := c.ask(ctx, askTime, http.MethodGet, "/api/schedules", nil, &answer)
	return answer.Schedules, err
}

// Override sets a schedule to open or closed, for a time or, when that is 0, until it is changed.
func (c *Client) Override(ctx context.Context, name, mode string, lasts time.Duration, by string) (Schedule, error) {
	order := map[string]string{"mode": mode, "by": by}
	if lasts > 0 {
		order["for"] = lasts.String()
	}
	var answer Schedule
	err := c.ask(ctx, askTime, http.MethodPut, overridePath(name), order, &answer)
	return answer, err
}

// Clear gives a schedule back to its rules.
func (c *Client) Clear(ctx context.Context, name, by string) (Schedule, error) {
	var answer Schedule
	path := overridePath(name) + "?by=" + url.QueryEscape(by)
	err := c.ask(ctx, askTime, http.MethodDelete, path, nil, &answer)
	return answer, err
}

func overridePath(name string) string { return "/api/schedules/" + url.PathEscape(name) + "/override" }

// Reload has the daemon read its file anew; the error has what is wrong with it.
func (c *Client) Reload(ctx context.Context) error {
	return c.ask(ctx, reloadTime, http.MethodPost, "/api/reload", nil, nil)
}

// Versions are those that the daemon keeps, by number, and what is wrong with keeping them.
func (c *Client) Versions(ctx context.Context) (list []versions.Listed, warnings []string, err error) {
	var answer struct {
		Versions []versions.Listed `json:"versions"`
		Warnings []string          `json:"warnings"`
	}
	err = c.ask(ctx, askTime, http.MethodGet, "/api/versions", nil, &answer)
	return answer.Versions, answer.Warnings, err
}

// Taken is a version that the daemon has taken into use.
type Taken struct {
	Number int `json:"number"`
	// Warning tells why it does not hold as long as it should, "" when it does.
	Warning string `json:"warning"`
}

// Rollback has the daemon use an earlier version, the one before for 0.
func (c *Client) Rollback(ctx context.Context, number int) (Taken, error) {
	var answer Taken
	err := c.ask(ctx, reloadTime, http.MethodPost, "/api/rollback", map[string]int{"number": number}, &answer)
	return answer, err
}

// Tried is a version that a share of the callers gets, in percent. Number is 0 when it is not kept.
type Tried struct {
	Path    string  `json:"path"`
	Version string  `json:"version"`
	Number  int     `json:"number"`
	Share   float64 `json:"share"`
}

// Begun is a canary that was begun; Replaced is the one before, nil for none.
type Begun struct {
	Tried
	Replaced *Tried `json:"replaced"`
}

// StartCanary has the daemon try a file with a share of the callers, in percent.
func (c *Client) StartCanary(ctx context.Context, path string, share float64) (Begun, error) {
	var answer Begun
	order := map[string]any{"file": path, "share": share}
	err := c.ask(ctx, reloadTime, http.MethodPost, "/api/canary", order, &answer)
	return answer, err
}

// StopCanary has all callers on the stable version.
func (c *Client) StopCanary(ctx context.Context) error {
	return c.ask(ctx, askTime, http.MethodDelete, "/api/canary", nil, nil)
}

// PromoteCanary has all callers on the canary.
func (c *Client) PromoteCanary(ctx context.Context) (Taken, error) {
	var answer Taken
	err := c.ask(ctx, askTime, http.MethodPost, "/api/canary/promote", nil, &answer)
	return answer, err
}

// Status is what the daemon does, as JSON.
func (c *Client) Status(ctx context.Context) (json.RawMessage, error) {
	var answer json.RawMessage
	err := c.ask(ctx, askTime, http.MethodGet, "/api/status", nil, &answer)
	return answer, err
}

func (c *Client) ask(ctx context.Context, within time.Duration, method, path string, body, answer any) error {
	ctx, cancel := context.WithTimeout(ctx, within)
	defer cancel()
	var sent io.Reader
	if body != nil {
		text, err := json.Marshal(body)
		if err != nil {
			return fmt.Errorf("asking the daemon: %w", err)
		}
		sent = bytes.NewReader(text)
	}
	request, err := http.NewRequestWithContext(ctx, method, c.base+path, sent)
	if err != nil {
		return fmt.Errorf("asking the daemon: %w", err)
	}
	if body != nil {
		request.Header.Set("Content-Type", "application/json")
	}
	if c.token != "" {
		request.Header.Set("Authorization", "Bearer "+c.token)
	}
	response, err := c.http.Do(request)
	if err != nil {
		if inner := (*url.Error)(nil); errors.As(err, &inner) {
			err = inner.Err // the address stands here already
		}
		dialled := (*net.OpError)(nil)
		if errors.As(err, &dialled) && dialled.Op == "dial" {
			err = fmt.Errorf("%w: %w", ErrAway, err)
		}
		return fmt.Errorf("asking the daemon at %s: %w", c.base, err)
	}
	defer func() { _ = response.Body.Close() }()
	text, err := io.ReadAll(io.LimitReader(response.Body, answerMax))
	if err != nil {
		return fmt.Errorf("reading the daemon's answer: %w", err)
	}
	if response.StatusCode/100 != 2 {
		return refusal(response.StatusCode, text)
	}
	if answer == nil {
		return nil
	}
	if err := json.Unmarshal(text, answer); err != nil {
		return fmt.Errorf("reading the daemon's answer: %w", err)
	}
	return nil
}

// refusal is what the daemon says against it.
func refusal(status int, text []byte) error {
	var said struct {
		Error    string `json:"error"`
		Accepted string `json:"accepted"`
		// Lines are what is wrong with the file, by place.
		Lines []string `json:"lines"`
	}
	if json.Unmarshal(text, &said) != nil || said.Error == "" {
		return fmt.Errorf("the daemon refuses with status %d", status)
	}
	message := "the daemon refuses: " + said.Error
	switch {
	case len(said.Lines) > 0:
		message += "\n" + strings.Join(said.Lines, "\n")
	case said.Accepted != "":
		message += "; accepted: " + said.Accepted
	}
	return errors.New(message)
}
