package sip

import (
	"context"
	"errors"
	"net"
	"strings"
	"testing"
	"time"
)

// send sends a request to the telephone and returns its reply.
func send(t *testing.T, from net.Conn, method, callID string) string {
	t.Helper()
	message := method + " sip:answerer@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1;branch=b\r\nFrom: <sip:a@x>;tag=1\r\n" +
		"To: <sip:b@x>\r\nCall-ID: " + callID + "\r\nCSeq: 1 " + method + "\r\nSubject: x\r\n\r\n"
	if _, err := from.Write([]byte(message)); err != nil {
		t.Fatal(err)
	}
	if err := from.SetReadDeadline(time.Now().Add(5 * time.Second)); err != nil {
		t.Fatal(err)
	}
	buffer := make([]byte, packetMax)
	n, err := from.Read(buffer)
	if err != nil {
		t.Fatal(err)
	}
	return string(buffer[:n])
}

// Law: the telephone answers one call, says where it listens, is busy for
// others, and knows when the call is over; told again, it says the same.
func TestAnswerer(t *testing.T) {
	a, err := Answer()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { a.Close() })
	conn, err := net.Dial("udp", strings.TrimPrefix(a.URI(), "sip:answerer@"))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	over, cancel := context.WithCancel(t.Context())
	cancel()
	if err := a.Ended(over); !errors.Is(err, context.Canceled) {
		t.Errorf("before the call: %v", err)
	}
	for range 2 {
		reply := send(t, conn, "INVITE", "one")
		for _, want := range []string{"SIP/2.0 200 OK\r\n", "To: <sip:b@x>;tag=answerer\r\n", "CSeq: 1 INVITE\r\n", "m=audio "} {
			if !strings.Contains(reply, want) {
				t.Errorf("%q has no %q", reply, want)
			}
		}
	}
	for method, want := range map[string]string{"INVITE": "SIP/2.0 486", "BYE": "SIP/2.0 501", "OPTIONS": "SIP/2.0 501"} {
		if reply := send(t, conn, method, "two"); !strings.HasPrefix(reply, want) {
			t.Errorf("another call's %s: %q; want %s", method, reply, want)
		}
	}
	for range 2 {
		if reply := send(t, conn, "BYE", "one"); !strings.HasPrefix(reply, "SIP/2.0 200") {
			t.Errorf("BYE: %q", reply)
		}
	}
	if err := a.Ended(t.Context()); err != nil {
		t.Error(err)
	}
}

// FuzzReply: whatever comes, a reply is a whole message or nothing.
func FuzzReply(f *testing.F) {
	f.Add("INVITE sip:x SIP/2.0\r\nTo: <sip:b@x>\r\n\r\nv=0")
	f.Add("BYE")
	f.Add("SIP/2.0 200 OK\r\n\r\n")
	a, err := Answer()
	if err != nil {
		f.Fatal(err)
	}
	f.Cleanup(func() { a.Close() })
	f.Fuzz(func(t *testing.T, message string) {
		one := newAnswerer(a.socket, a.ear, Manner{})
		one.begins("INVITE sip:x SIP/2.0\r\nTo: <sip:b@x>\r\n\r\n", a.ear.own())
		if reply := one.reply(message); reply != "" && (!strings.HasPrefix(reply, "SIP/2.0 ") || !strings.Contains(reply, "\r\n\r\n")) {
			t.Errorf("%q", reply)
		}
	})
}

// ringUp sends an INVITE and returns what comes, until a final reply.
func ringUp(t *testing.T, a *Answerer, method string) (net.Conn, []string) {
	t.Helper()
	conn, err := net.Dial("udp", strings.TrimPrefix(a.URI(), "sip:answerer@"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	reply := send(t, conn, "INVITE", "one")
	lines := []string{}
	for {
		line, _, _ := strings.Cut(reply, "\r\n")
		lines = append(lines, line)
		if statusOf(line) >= 200 {
			return conn, lines
		}
		if method != "" {
			first := send(t, conn, method, "one")
			method = ""
			if line, _, _ := strings.Cut(first, "\r\n"); statusOf(line) >= 300 {
				return conn, append(lines, line)
			}
		}
		buffer := make([]byte, packetMax)
		n, err := conn.Read(buffer)
		if err != nil {
			t.Fatal(err)
		}
		reply = string(buffer[:n])
	}
}

// Law: a telephone takes its call in its manner.
func TestManners(t *testing.T) {
	for name, c := range map[string]struct {
		manner Manner
		does   string // behind the first reply
		want   string
	}{
		"answers":        {Manner{}, "", "SIP/2.0 200 OK"},
		"rings, answers": {Manner{Rings: time.Millisecond}, "", "SIP/2.0 180 Ringing; SIP/2.0 200 OK"},
		"early media":    {Manner{Rings: time.Millisecond, Early: true}, "", "SIP/2.0 183 Session Progress; SIP/2.0 200 OK"},
		"is busy":        {Manner{Status: 486}, "", "SIP/2.0 486 Refused"},
		"forwards":       {Manner{Status: 302, Forward: "sip:1@127.0.0.1"}, "", "SIP/2.0 302 Refused"},
		"rings for ever": {Manner{Rings: -1}, "CANCEL", "SIP/2.0 180 Ringing; SIP/2.0 487 Request Terminated"},
	} {
		t.Run(name, func(t *testing.T) {
			a, err := AnswerLike(c.manner)
			if err != nil {
				t.Fatal(err)
			}
			_, lines := ringUp(t, a, c.does)
			a.Close()
			if got := strings.Join(lines, "; "); got != c.want {
				t.Errorf("it said %s; want %s", got, c.want)
			}
		})
	}
}

// Law: a manner that makes no sense is refused before anybody is rung.
func TestBadManners(t *testing.T) {
	for _, manner := range []Manner{{Status: 200}, {Status: 302}, {Forward: "sip:x@y"}, {Status: 486, Leaves: time.Second}, {Leaves: -1}} {
		if _, err := AnswerLike(manner); !errors.Is(err, ErrBadScript) {
			t.Errorf("%+v: %v", manner, err)
		}
	}
}

// Law: within a call the telephone asks for a transfer, hears how it goes, and hangs up; and takes up what it is asked.
func TestTransfersOfATelephone(t *testing.T) {
	a, err := Answer()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { a.Close() })
	conn, _ := ringUp(t, a, "")
	answered := make(chan string, 1)
	go func() { // the other side takes up one request
		buffer := make([]byte, packetMax)
		n, _ := conn.Read(buffer)
		head := string(buffer[:n])
		_, _ = conn.Write([]byte("SIP/2.0 202 Accepted\r\nCall-ID: one\r\nCSeq: " + header(head, "CSeq") + "\r\n\r\n"))
		answered <- head
	}()
	status, err := a.Refer("sip:300@127.0.0.1")
	if head := <-answered; err != nil || status != 202 || header(head, "Refer-To") != "<sip:300@127.0.0.1>" {
		t.Errorf("REFER: %d, %v\n%s", status, err, head)
	}
	notify := "NOTIFY sip:x SIP/2.0\r\nTo: <sip:b@x>;tag=answerer\r\nCall-ID: one\r\nCSeq: 2 NOTIFY\r\n\r\nSIP/2.0 503 Service Unavailable\r\n"
	if _, err := conn.Write([]byte(notify)); err != nil {
		t.Fatal(err)
	}
	if status, err := a.Told(t.Context()); err != nil || status != 503 {
		t.Errorf("told %d, %v", status, err)
	}
}

// Law: a sample becomes the code that sounds most like it.
func TestToneIsHeard(t *testing.T) {
	for code := range 256 {
		if got := fromPCMU(toPCMU(fromPCMU(byte(code)))); got != fromPCMU(byte(code)) {
			t.Errorf("code %d: %d", code, got)
		}
	}
}
