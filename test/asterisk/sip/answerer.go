package sip

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"strings"
	"sync"
	"time"

	"github.com/ariapp/ariapp/test/asterisk/hearing"
)

// Answerer is a telephone on loopback that takes the first call in its
// [Manner], listens, and is busy for others.
type Answerer struct {
	socket  *net.UDPConn
	ear     *listener
	manner  Manner
	serving sync.WaitGroup
	closed  chan struct{}
	up      chan struct{} // closed by the ACK of the answer
	taken   chan struct{} // closed by the CANCEL
	ended   chan struct{} // closed by the BYE of either side, and by the CANCEL

	shutting sync.Mutex

	mu       sync.Mutex
	begun    bool
	invite   invite
	last     string // what was said to the INVITE last
	talks    bool   // answered
	speaks   bool
	pending  map[int]chan string // who waits for the reply to a request, by CSeq
	next     int                 // the CSeq of the next request
	told     chan string         // what NOTIFY tells of a transfer, as SIP/2.0 200 OK
	asked    []string            // where REFER would have it go
	referral string              // the CSeq of the last of them
	texts    chan string         // what MESSAGE has brought
	changes  []string            // the heads of INVITE and UPDATE within the call
}

// invite is what opened the call.
type invite struct {
	head   string
	callID string
	from   netip.AddrPort
	media  netip.AddrPort // where the other side listens
}

// Answer begins to wait for a call, to answer it at once. [Answerer.Close] must be called.
func Answer() (*Answerer, error) { return AnswerLike(Manner{}) }

// AnswerLike begins to wait for a call. [Answerer.Close] must be called.
func AnswerLike(manner Manner) (*Answerer, error) {
	if err := manner.validate(); err != nil {
		return nil, err
	}
	host := netip.AddrFrom4([4]byte{127, 0, 0, 1})
	socket, err := net.ListenUDP("udp", net.UDPAddrFromAddrPort(netip.AddrPortFrom(host, manner.Port)))
	if err != nil {
		return nil, fmt.Errorf("waiting for a call: %w", err)
	}
	ear, err := listenFor(host, 0)
	if err != nil {
		return nil, errors.Join(err, socket.Close())
	}
	a := newAnswerer(socket, ear, manner)
	a.serving.Go(a.serve)
	return a, nil
}

func newAnswerer(socket *net.UDPConn, ear *listener, manner Manner) *Answerer {
	return &Answerer{socket: socket, ear: ear, manner: manner, closed: make(chan struct{}), up: make(chan struct{}),
		taken: make(chan struct{}), ended: make(chan struct{}), pending: map[int]chan string{}, next: 1,
		told: make(chan string, toldMax), texts: make(chan string, toldMax)}
}

// URI is where the telephone is rung.
func (a *Answerer) URI() string { return "sip:answerer@" + a.socket.LocalAddr().String() }

// Up returns when the call is answered, or with an error when ctx ends.
func (a *Answerer) Up(ctx context.Context) error { return await(ctx, a.up, "a call to be answered") }

// Ended returns when the call is over, or with an error when ctx ends.
func (a *Answerer) Ended(ctx context.Context) error { return await(ctx, a.ended, "a call to end") }

func await(ctx context.Context, done <-chan struct{}, what string) error {
	select {
	case <-done:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("waiting for %s: %w", what, context.Cause(ctx))
	}
}

// Invited is the head of the INVITE that rang it, "" before.
func (a *Answerer) Invited() string {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.invite.head
}

// Changes are the heads of what the other side has sent within the call to change it: INVITE and UPDATE.
func (a *Answerer) Changes() []string {
	a.mu.Lock()
	defer a.mu.Unlock()
	return append([]string(nil), a.changes...)
}

// Close ends the waiting and returns all that was heard.
func (a *Answerer) Close() hearing.Audio {
	close(a.closed)
	_ = a.socket.SetReadDeadline(time.Now())
	a.serving.Wait()
	a.socket.Close()
	return a.ear.close()
}

func (a *Answerer) serve() {
	buffer := make([]byte, packetMax)
	for {
		n, from, err := a.socket.ReadFromUDPAddrPort(buffer)
		if err != nil {
			return // Close says that it is over
		}
		message := string(buffer[:n])
		if a.begins(message, from) {
			a.serving.Go(a.take)
			continue
		}
		a.send(a.reply(message), from)
	}
}

// send sends a message; who hears nothing asks again.
func (a *Answerer) send(message string, to netip.AddrPort) {
	if message != "" {
		_, _ = a.socket.WriteToUDPAddrPort([]byte(message), to)
	}
}

// begins tells whether a message is the INVITE of the call, and keeps it.
func (a *Answerer) begins(message string, from netip.AddrPort) bool {
	head, body, _ := strings.Cut(message, "\r\n\r\n")
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.begun || !strings.HasPrefix(message, "INVITE ") {
		return false
	}
	a.begun = true
	a.invite = invite{head: head, callID: header(head, "Call-ID"), from: from, media: mediaOf(body)}
	return true
}

// reply is what to answer to a message behind the INVITE, "" for nothing.
func (a *Answerer) reply(message string) string {
	method, _, _ := strings.Cut(message, " ")
	head, body, _ := strings.Cut(message, "\r\n\r\n")
	if method == "SIP/2.0" {
		a.replied(head)
		return ""
	}
	if method == "MESSAGE" {
		select {
		case a.texts <- body:
		default: // more than anybody reads
		}
		return a.response("200 OK", head, "")
	}
	if own := a.own(head); !own && method == "INVITE" {
		return a.response("486 Busy Here", head, "")
	} else if !own && method != "ACK" {
		return a.response("501 Not Implemented", head, "")
	}
	switch method {
	case "INVITE":
		a.mu.Lock()
		defer a.mu.Unlock()
		if header(head, "CSeq") == header(a.invite.head, "CSeq") {
			return a.last // told again
		}
		a.changes = append(a.changes, head)
		return a.response("200 OK", head, a.description()) // within the call
	case "ACK":
		a.mu.Lock()
		defer a.mu.Unlock()
		if a.talks {
			a.shut(a.up)
		}
		return ""
	case "CANCEL":
		a.shut(a.taken)
		a.answerWith("487 Request Terminated", "")
		a.shut(a.ended)
	case "BYE":
		a.shut(a.ended)
	case "NOTIFY":
		a.notified(body)
	case "REFER":
		return a.referred(head)
	case "UPDATE":
		a.mu.Lock()
		a.changes = append(a.changes, head)
		a.mu.Unlock()
	case "INFO", "OPTIONS":
	default:
		return a.response("501 Not Implemented", head, "")
	}
	return a.response("200 OK", head, "")
}

// shut closes a channel that may be closed already.
func (a *Answerer) shut(c chan struct{}) {
	a.shutting.Lock()
	defer a.shutting.Unlock()
	select {
	case <-c: // told again
	default:
		close(c)
	}
}

// own tells whether a message belongs to the call.
func (a *Answerer) own(head string) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.begun && header(head, "Call-ID") == a.invite.callID
}

// answerWith answers the INVITE, if it is not answered for good.
func (a *Answerer) answerWith(status, body string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if final := strings.HasPrefix(a.last, "SIP/2.0 ") && !strings.HasPrefix(a.last, "SIP/2.0 1"); final {
		return
	}
	a.last, a.talks = a.response(status, a.invite.head, body), strings.HasPrefix(status, "200 ")
	a.send(a.last, a.invite.from)
}

func (a *Answerer) response(status, head, body string) string {
	lines := []string{"SIP/2.0 " + status}
	for line := range strings.SplitSeq(head, "\r\n") {
		name, _, _ := strings.Cut(line, ":")
		switch strings.ToLower(name) {
		case "to":
			if !strings.Contains(line, ";tag=") {
				line += ";tag=answerer"
			}
			lines = append(lines, line)
		case "via", "from", "call-id", "cseq", "record-route":
			lines = append(lines, line)
		}
	}
	contact := a.URI()
	if strings.HasPrefix(status, "3") {
		contact = a.manner.Forward
	}
	lines = append(lines, "Contact: <"+contact+">")
	if body != "" {
		lines = append(lines, "Content-Type: application/sdp")
	}
	return strings.Join(append(lines, fmt.Sprintf("Content-Length: %d", len(body))), "\r\n") + "\r\n\r\n" + body
}

// description says where the ear is.
func (a *Answerer) description() string {
	own := a.ear.own()
	return strings.Join([]string{"v=0", "o=answerer 1 1 IN IP4 " + own.Addr().String(), "s=-",
		"c=IN IP4 " + own.Addr().String(), "t=0 0", fmt.Sprintf("m=audio %d RTP/AVP %d", own.Port(), payloadPCMU),
		fmt.Sprintf("a=rtpmap:%d PCMU/%d", payloadPCMU, sampleRate), "a=sendrecv", ""}, "\r\n")
}

// header is the value of a message's header, "" for none.
func header(head, name string) string {
	for line := range strings.SplitSeq(head, "\r\n") {
		if found, value, ok := strings.Cut(line, ":"); ok && strings.EqualFold(found, name) {
			return strings.TrimSpace(value)
		}
	}
	return ""
}
