package sip

import (
	"errors"
	"strings"
	"testing"
)

// Law: what one telephone writes another reads, line breaks and all, without a call.
func TestTexts(t *testing.T) {
	writer, reader := made(t, Manner{}), made(t, Manner{})
	at := strings.TrimPrefix(reader.URI(), "sip:answerer@")
	if status, err := writer.Write(at, "100", "200", "one\ntwo"); err != nil || status != 200 {
		t.Errorf("%d, %v", status, err)
	}
	if text, err := reader.Text(t.Context()); err != nil || text != "one\ntwo" {
		t.Errorf("%q, %v", text, err)
	}
	for _, c := range [][3]string{{"nowhere", "100", "200"}, {at, "1 0", "200"}, {at, "100", "<200>"}} {
		if _, err := writer.Write(c[0], c[1], c[2], "x"); !errors.Is(err, ErrBadScript) {
			t.Errorf("%q: %v", c, err)
		}
	}
}

// made is a telephone that is put away at the end of the test.
func made(t *testing.T, manner Manner) *Answerer {
	t.Helper()
	a, err := AnswerLike(manner)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { a.Close() })
	return a
}

// Law: what the other side tells of itself within the call is kept, in its order.
func TestChangesWithinTheCall(t *testing.T) {
	a := made(t, Manner{})
	conn, _ := ringUp(t, a, "")
	for _, method := range []string{"UPDATE", "INVITE"} {
		message := method + " sip:answerer@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1;branch=c\r\nFrom: <sip:a@x>;tag=1\r\n" +
			"To: <sip:b@x>;tag=answerer\r\nCall-ID: one\r\nCSeq: 7 " + method + "\r\nP-Asserted-Identity: <sip:" + method + "@x>\r\n\r\n"
		if _, err := conn.Write([]byte(message)); err != nil {
			t.Fatal(err)
		}
		buffer := make([]byte, packetMax)
		for reply := ""; !strings.Contains(reply, "CSeq: 7 "+method); {
			n, err := conn.Read(buffer)
			if err != nil {
				t.Fatal(err)
			}
			reply = string(buffer[:n])
		}
	}
	changes := a.Changes()
	if len(changes) != 2 || !strings.Contains(changes[0], "<sip:UPDATE@x>") || !strings.Contains(changes[1], "<sip:INVITE@x>") {
		t.Errorf("kept %q", changes)
	}
}
