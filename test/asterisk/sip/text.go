package sip

import (
	"context"
	"crypto/rand"
	"fmt"
	"net/netip"
	"strings"
)

// Write sends a text to a number of a server, without a call, and returns the status of the reply: 202 when the server
// takes it. from is the number that writes.
func (a *Answerer) Write(server, from, to, text string) (status int, err error) {
	address, err := netip.ParseAddrPort(server)
	if err != nil {
		return 0, fmt.Errorf("writing to %q: %w: give an address with its port", server, ErrBadScript)
	}
	if !toPattern.MatchString(to) || !fromPattern.MatchString(from) {
		return 0, fmt.Errorf("writing from %q to %q: %w: give numbers", from, to, ErrBadScript)
	}
	sequence, reply := a.begin()
	own := a.socket.LocalAddr()
	message := strings.Join([]string{
		fmt.Sprintf("MESSAGE sip:%s@%v SIP/2.0", to, address),
		fmt.Sprintf("Via: SIP/2.0/UDP %v;branch=z9hG4bK%s", own, rand.Text()),
		fmt.Sprintf("From: <sip:%s@%v>;tag=%s", from, own, rand.Text()),
		fmt.Sprintf("To: <sip:%s@%v>", to, address),
		"Call-ID: " + rand.Text(),
		fmt.Sprintf("CSeq: %d MESSAGE", sequence),
		"Max-Forwards: 70",
		"Content-Type: text/plain",
		fmt.Sprintf("Content-Length: %d", len(text)),
	}, "\r\n") + "\r\n\r\n" + text
	return a.exchange("MESSAGE", message, address, sequence, reply)
}

// Text is the next text that somebody has sent to the telephone, within a call or without.
func (a *Answerer) Text(ctx context.Context) (string, error) {
	select {
	case text := <-a.texts:
		return text, nil
	case <-ctx.Done():
		return "", fmt.Errorf("waiting for a text: %w", context.Cause(ctx))
	}
}
