package control

import (
	"bufio"
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

	"github.com/ariapp/ariapp/internal/hand"
)

// apiPrefix is where the daemon serves what is done by hand.
const apiPrefix = "/api/v1"

// Hand is the way to one of the daemon's Asterisks, the first for "".
func (c *Client) Hand(asterisk string) hand.API { return byHand{c, asterisk} }

// byHand speaks to /api/v1 about one Asterisk.
type byHand struct {
	client   *Client
	asterisk string
}

// at adds the Asterisk to a path.
func (b byHand) at(path string) string {
	if b.asterisk == "" {
		return apiPrefix + path
	}
	sign := "?"
	if strings.Contains(path, "?") {
		sign = "&"
	}
	return apiPrefix + path + sign + "asterisk=" + url.QueryEscape(b.asterisk)
}

// Ask sends an order and reads the answer.
func (b byHand) Ask(ctx context.Context, method, path string, order, answer any) error {
	ctx, cancel := context.WithTimeout(ctx, askTime)
	defer cancel()
	return b.client.answer(ctx, method, b.at(path), order, nil, answer)
}

// answer asks for something and reads the answer.
func (c *Client) answer(ctx context.Context, method, path string, order any, header http.Header, answer any) error {
	response, err := c.send(ctx, method, path, order, header)
	if err != nil {
		return err
	}
	defer func() { _ = response.Body.Close() }()
	text, err := io.ReadAll(io.LimitReader(response.Body, fileMax))
	if err != nil {
		return fmt.Errorf("reading the daemon's answer: %w", err)
	}
	if file, is := answer.(*hand.File); is {
		*file = text
		return nil
	}
	if response.StatusCode == http.StatusNoContent || len(bytes.TrimSpace(text)) == 0 {
		return nil
	}
	if err := json.Unmarshal(text, answer); err != nil {
		return fmt.Errorf("reading the daemon's answer: %w", err)
	}
	return nil
}

// Stream hands over each line of an answer without an end.
func (b byHand) Stream(ctx context.Context, path string, each func(line []byte) error) error {
	response, err := b.client.send(ctx, http.MethodGet, b.at(path), nil, nil)
	if err != nil {
		return err
	}
	if err := eachLine(response, each); err != nil {
		return err
	}
	return errors.New("the daemon has ended its answer")
}

// StreamOrder sends an order, and hands over each line of its answer until that ends.
func (c *Client) StreamOrder(ctx context.Context, path string, order any, each func(line []byte) error) error {
	response, err := c.send(ctx, http.MethodPost, apiPrefix+path, order, nil)
	if err != nil {
		return err
	}
	return eachLine(response, each)
}

func eachLine(response *http.Response, each func(line []byte) error) error {
	defer func() { _ = response.Body.Close() }()
	lines := bufio.NewScanner(response.Body)
	lines.Buffer(nil, lineMax)
	for lines.Scan() {
		if line := bytes.TrimSpace(lines.Bytes()); len(line) > 0 { // an empty one is a sign of life
			if err := each(line); err != nil {
				return err
			}
		}
	}
	if err := lines.Err(); err != nil {
		return fmt.Errorf("reading the daemon's answer: %w", err)
	}
	return nil
}

// send asks for something; the answer is one that is not refused.
func (c *Client) send(ctx context.Context, method, path string, order any, header http.Header) (*http.Response, error) {
	var body io.Reader
	if order != nil {
		text, err := json.Marshal(order)
		if err != nil {
			return nil, fmt.Errorf("asking the daemon: %w", err)
		}
		body = bytes.NewReader(text)
	}
	request, err := http.NewRequestWithContext(ctx, method, c.base+path, body)
	if err != nil {
		return nil, fmt.Errorf("asking the daemon: %w", err)
	}
	for name, values := range header {
		request.Header[name] = values
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
		if dialled := (*net.OpError)(nil); errors.As(err, &dialled) && dialled.Op == "dial" {
			err = fmt.Errorf("%w: %w", ErrAway, err)
		}
		return nil, fmt.Errorf("asking the daemon at %s: %w", c.base, err)
	}
	if response.StatusCode/100 == 2 {
		return response, nil
	}
	defer func() { _ = response.Body.Close() }()
	text, err := io.ReadAll(io.LimitReader(response.Body, answerMax))
	if err != nil {
		return nil, fmt.Errorf("reading the daemon's answer: %w", err)
	}
	return nil, problem(response.StatusCode, text)
}

// problem is what /api/v1 says against an order.
func problem(status int, text []byte) error {
	var said struct {
		Detail   string `json:"detail"`
		Accepted string `json:"accepted"`
	}
	if json.Unmarshal(text, &said) != nil || said.Detail == "" {
		return fmt.Errorf("the daemon refuses with status %d", status)
	}
	message := "the daemon refuses: " + said.Detail
	if said.Accepted != "" {
		message += "; accepted: " + said.Accepted
	}
	return hand.StatusError(status, message)
}
