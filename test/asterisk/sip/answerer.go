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

// Answerer is a telephone on loopback that answers the first call, listens, and
// leaves it to the other side to hang up.
type Answerer struct {
	socket  *net.UDPConn
	ear     *listener
	serving sync.WaitGroup
	ended   chan struct{} // closed by the BYE
	callID  string
}

// Answer begins to wait for a call. [Answerer.Close] must be called.
func Answer() (*Answerer, error) {
	host := netip.AddrFrom4([4]byte{127, 0, 0, 1})
	socket, err := net.ListenUDP("udp", net.UDPAddrFromAddrPort(netip.AddrPortFrom(host, 0)))
	if err != nil {
		return nil, fmt.Errorf("waiting for a call: %w", err)
	}
	ear, err := listenFor(host, 0)
	if err != nil {
		return nil, errors.Join(err, socket.Close())
	}
	a := &Answerer{socket: socket, ear: ear, ended: make(chan struct{})}
	a.serving.Go(a.serve)
	return a, nil
}

// URI is where the telephone is rung.
func (a *Answerer) URI() string { return "sip:answerer@" + a.socket.LocalAddr().String() }

// Ended returns when the other side has hung up, or with an error when ctx ends.
func (a *Answerer) Ended(ctx context.Context) error {
	select {
	case <-a.ended:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("waiting for a call to end: %w", context.Cause(ctx))
	}
}

// Close ends the waiting and returns all that was heard.
func (a *Answerer) Close() hearing.Audio {
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
		if reply := a.reply(string(buffer[:n])); reply != "" {
			_, _ = a.socket.WriteToUDPAddrPort([]byte(reply), from) // who hears nothing asks again
		}
	}
}

// reply is what to answer to a message, "" for nothing.
func (a *Answerer) reply(message string) string {
	method, _, _ := strings.Cut(message, " ")
	head, _, _ := strings.Cut(message, "\r\n\r\n")
	callID := header(head, "Call-ID")
	switch {
	case method == "INVITE" && (a.callID == "" || a.callID == callID):
		a.callID = callID
		return a.response("200 OK", head, a.description())
	case method == "INVITE":
		return a.response("486 Busy Here", head, "")
	case method == "BYE" && a.callID == callID:
		select {
		case <-a.ended: // told again
		default:
			close(a.ended)
		}
		return a.response("200 OK", head, "")
	case method == "ACK" || strings.HasPrefix(method, "SIP/"):
		return ""
	}
	return a.response("501 Not Implemented", head, "")
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
	lines = append(lines, "Contact: <"+a.URI()+">")
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
