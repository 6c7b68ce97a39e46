package telephone

import (
	"context"
	"net"
	"strings"
	"sync"
	"testing"
)

// otherSide answers as a server would, as far as the test wants it to.
type otherSide struct {
	conn  *net.UDPConn
	serve sync.WaitGroup
	// refuse is the status of each INVITE; lose has the first of each request unanswered.
	refuse string
	lose   bool
	seen   map[string]int
}

func open(t *testing.T, refuse string, lose bool) *Line {
	t.Helper()
	conn, err := net.ListenUDP("udp", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		t.Fatal(err)
	}
	o := &otherSide{conn: conn, refuse: refuse, lose: lose, seen: map[string]int{}}
	o.serve.Go(o.run)
	line, err := Open(conn.LocalAddr().String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = line.Close()
		_ = conn.Close()
		o.serve.Wait()
	})
	return line
}

func (o *otherSide) run() {
	data := make([]byte, messageMax)
	for {
		n, from, err := o.conn.ReadFromUDPAddrPort(data)
		if err != nil {
			return
		}
		m, ok := parse(data[:n])
		if !ok || m.status != 0 {
			continue
		}
		if o.seen[m.callID+m.method]++; o.lose && o.seen[m.callID+m.method] == 1 && m.method != "ACK" {
			continue
		}
		say := func(text string) { _, _ = o.conn.WriteToUDPAddrPort([]byte(text), from) }
		switch m.method {
		case "INVITE":
			if o.refuse != "" {
				say(strings.Replace(m.answer(), "200 OK", o.refuse, 1))
				continue
			}
			say(strings.Replace(m.answer(), "200 OK", "100 Trying", 1))
			tagged := strings.Replace(m.answer(), m.to, m.to+";tag=x", 1)
			say(strings.Replace(tagged, "Content-Length", "Contact: <sip:there@"+o.conn.LocalAddr().String()+">\r\nContent-Length", 1))
		case "INFO":
			say(m.answer())
			say("BYE sip:bench SIP/2.0\r\nVia: SIP/2.0/UDP x;branch=y\r\nFrom: <sip:a>\r\nTo: <sip:b>\r\nCall-ID: " +
				m.callID + "\r\nCSeq: 1 BYE\r\n\r\n")
		}
	}
}

// Law: an outcome is whole, or says what went otherwise; what was lost is told again.
func TestPlace(t *testing.T) {
	for name, c := range map[string]struct {
		refuse, err string
		lose        bool
	}{
		"answered": {},
		"lost":     {lose: true},
		"refused":  {refuse: "486 Busy Here", err: "INVITE: 486"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := open(t, c.refuse, c.lose).Place(context.Background(), "9921", false)
			switch {
			case c.err != "":
				if o.Err == nil || o.Err.Error() != c.err {
					t.Errorf("%v, want %s", o.Err, c.err)
				}
			case o.Err != nil || o.Answer <= 0 || o.End <= 0:
				t.Errorf("%+v", o)
			}
		})
	}
}

// Law: a call that was listened to and was silent behind its key says so.
func TestSilence(t *testing.T) {
	if o := open(t, "", false).Place(context.Background(), "9921", true); o.Err != errNothing {
		t.Errorf("%+v", o)
	}
}

// Law: only loopback is called.
func TestOpenRefuses(t *testing.T) {
	for _, server := range []string{"192.0.2.1:5060", "nonsense", ""} {
		if line, err := Open(server); err == nil {
			_ = line.Close()
			t.Errorf("%q is called", server)
		}
	}
}

// Law: whatever a datagram holds is read without harm, and what is a message can be answered.
func FuzzParse(f *testing.F) {
	f.Add([]byte("SIP/2.0 200 OK\r\nVia: x\r\nTo: <sip:a>;tag=1\r\nCall-ID: 1\r\nCSeq: 1 INVITE\r\nContact: <sip:b>\r\n\r\n"))
	f.Add([]byte("BYE sip:a SIP/2.0\r\ni: 2\r\n\r\nbody"))
	f.Fuzz(func(t *testing.T, data []byte) {
		m, ok := parse(data)
		if ok && !strings.HasPrefix(m.answer(), "SIP/2.0 200 OK\r\n") {
			t.Errorf("%q", m.answer())
		}
	})
}
