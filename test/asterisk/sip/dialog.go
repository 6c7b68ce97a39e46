package sip

import (
	"context"
	"crypto/rand"
	"fmt"
	"net/netip"
	"strconv"
	"strings"
	"time"
)

// Press presses keys during the call, one after the other, by SIP INFO.
func (a *Answerer) Press(keys string) error {
	for i, key := range keys {
		body := fmt.Sprintf("Signal=%c\r\nDuration=%d\r\n", key, toneLength.Milliseconds())
		status, err := a.request("INFO", body, "Content-Type: application/dtmf-relay")
		if err != nil || status != 200 {
			return fmt.Errorf("pressing %c: %w (%d)", key, orFailed(err), status)
		}
		// The last key may have ended the call.
		if a.wait(toneLength+toneGap, a.ended) != nil && i < len(keys)-1 {
			return fmt.Errorf("pressing %q: %w: the call is over", keys, ErrCallFailed)
		}
	}
	return nil
}

// Stay does nothing for d; it fails if the call does not outlive that.
func (a *Answerer) Stay(d time.Duration) error {
	if a.wait(d, a.ended) != nil {
		return fmt.Errorf("staying for %v: %w: the call is over", d, ErrCallFailed)
	}
	return nil
}

// Hangup ends the call.
func (a *Answerer) Hangup() error {
	status, err := a.request("BYE", "")
	if err != nil || status != 200 {
		return fmt.Errorf("hanging up: %w (%d)", orFailed(err), status)
	}
	a.shut(a.ended)
	return nil
}

// Refer asks the other side to call somebody else instead, such as
// sip:200@127.0.0.1, and returns the status with which it takes that up: 202.
// What comes of it tells [Answerer.Told].
func (a *Answerer) Refer(to string) (status int, err error) {
	return a.request("REFER", "", "Refer-To: <"+to+">", "Referred-By: <"+a.URI()+">")
}

// Told is the next status that the other side tells of a transfer: 100, 200, 503.
func (a *Answerer) Told(ctx context.Context) (status int, err error) {
	select {
	case line := <-a.told:
		return statusOf(line), nil
	case <-ctx.Done():
		return 0, fmt.Errorf("waiting for word of a transfer: %w", context.Cause(ctx))
	}
}

// Asked are the addresses that the other side asked it to call instead (REFER). It says that this went well, and
// calls nobody.
func (a *Answerer) Asked() []string {
	a.mu.Lock()
	defer a.mu.Unlock()
	return append([]string(nil), a.asked...)
}

func orFailed(err error) error {
	if err == nil {
		return ErrCallFailed
	}
	return err
}

// request sends a message within the call and returns the status of the reply.
func (a *Answerer) request(method, body string, more ...string) (int, error) {
	sequence, reply := a.begin()
	message, to := a.compose(sequence, method, body, more)
	return a.exchange(method, message, to, sequence, reply)
}

// begin is the number of the next request, and what its reply will come by.
func (a *Answerer) begin() (sequence int, reply chan string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	sequence, reply = a.next, make(chan string, 1)
	a.next++
	a.pending[sequence] = reply
	return sequence, reply
}

// exchange sends a message until there is a reply, and returns its status.
func (a *Answerer) exchange(method, message string, to netip.AddrPort, sequence int, reply chan string) (int, error) {
	defer func() {
		a.mu.Lock()
		defer a.mu.Unlock()
		delete(a.pending, sequence)
	}()
	for range requestTries {
		a.send(message, to)
		timer := time.NewTimer(requestPause)
		select {
		case line := <-reply:
			timer.Stop()
			return statusOf(line), nil
		case <-timer.C:
		case <-a.closed:
			timer.Stop()
			return 0, fmt.Errorf("sending %s: %w: the telephone is closed", method, ErrCallFailed)
		}
	}
	return 0, fmt.Errorf("sending %s: %w: no reply", method, ErrCallFailed)
}

// compose makes a request of the call.
func (a *Answerer) compose(n int, method, body string, more []string) (string, netip.AddrPort) {
	a.mu.Lock()
	defer a.mu.Unlock()
	head := a.invite.head
	lines := []string{
		method + " " + address(header(head, "Contact")) + " SIP/2.0",
		fmt.Sprintf("Via: SIP/2.0/UDP %v;branch=z9hG4bK%s", a.socket.LocalAddr(), rand.Text()), // never that of another call
		"From: " + header(head, "To") + ";tag=answerer",
		"To: " + header(head, "From"),
		"Call-ID: " + a.invite.callID,
		fmt.Sprintf("CSeq: %d %s", n, method),
		"Contact: <" + a.URI() + ">",
		"Max-Forwards: 70",
	}
	lines = append(append(lines, more...), fmt.Sprintf("Content-Length: %d", len(body)))
	return strings.Join(lines, "\r\n") + "\r\n\r\n" + body, a.invite.from
}

// replied gives a final reply to who waits for it.
func (a *Answerer) replied(head string) {
	line, _, _ := strings.Cut(head, "\r\n")
	if statusOf(line) < 200 {
		return
	}
	number, _, _ := strings.Cut(header(head, "CSeq"), " ")
	sequence, err := strconv.Atoi(number)
	if err != nil {
		return
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	select {
	case a.pending[sequence] <- line: // nil for none: never
	default: // told again
	}
}

// notified keeps what a NOTIFY tells.
func (a *Answerer) notified(body string) {
	line, _, _ := strings.Cut(body, "\r\n")
	if statusOf(line) == 0 {
		return
	}
	select {
	case a.told <- line:
	default: // more than anybody asks for
	}
}

// referred takes up a REFER of the other side: the reply, and behind it the word that all went well.
func (a *Answerer) referred(head string) string {
	a.mu.Lock()
	again := a.referral == header(head, "CSeq") // a packet that was sent again, as our reply was late
	if !again {
		a.referral, a.asked = header(head, "CSeq"), append(a.asked, address(header(head, "Refer-To")))
	}
	a.mu.Unlock()
	if again {
		return a.response("202 Accepted", head, "")
	}
	// The reader must go on, to hear the reply.
	a.serving.Go(func() {
		if a.wait(requestPause/2, a.ended) != nil {
			return
		}
		_, _ = a.request("NOTIFY", "SIP/2.0 200 OK\r\n", "Event: refer", "Subscription-State: terminated;reason=noresource",
			"Content-Type: message/sipfrag;version=2.0")
	})
	return a.response("202 Accepted", head, "")
}

// statusOf is the status of a status line, 0 for another line.
func statusOf(line string) int {
	rest, ok := strings.CutPrefix(line, "SIP/2.0 ")
	word, _, _ := strings.Cut(rest, " ")
	status, err := strconv.Atoi(word)
	if !ok || err != nil {
		return 0
	}
	return status
}

// address is what stands between < and >, or the text before a parameter.
func address(value string) string {
	if _, rest, ok := strings.Cut(value, "<"); ok {
		value, _, _ = strings.Cut(rest, ">")
		return value
	}
	value, _, _ = strings.Cut(value, ";")
	return strings.TrimSpace(value)
}
