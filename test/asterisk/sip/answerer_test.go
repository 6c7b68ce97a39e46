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
		one := &Answerer{socket: a.socket, ear: a.ear, ended: make(chan struct{})}
		if reply := one.reply(message); reply != "" && (!strings.HasPrefix(reply, "SIP/2.0 ") || !strings.Contains(reply, "\r\n\r\n")) {
			t.Errorf("%q", reply)
		}
	})
}
