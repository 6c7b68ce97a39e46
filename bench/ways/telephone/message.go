package telephone

import (
	"fmt"
	"strconv"
	"strings"
)

// message is a SIP message, as far as a caller must know it.
type message struct {
	status int    // of a reply, 0 for a request
	method string // of a request, or of what a reply answers
	callID string
	// lines are the headers that an answer repeats, whole: Via, From, To, Call-ID, CSeq.
	lines []string
	to    string // the value of To, with the tag of who answered
	next  string // the URI of Contact
}

// parse reads a message; ok is false for what is none.
func parse(data []byte) (m message, ok bool) {
	head, _, _ := strings.Cut(string(data), "\r\n\r\n")
	first, rest, _ := strings.Cut(head, "\r\n")
	if reply, is := strings.CutPrefix(first, "SIP/2.0 "); is {
		code, _, _ := strings.Cut(reply, " ")
		var err error
		if m.status, err = strconv.Atoi(code); err != nil {
			return m, false
		}
	} else {
		m.method, _, _ = strings.Cut(first, " ")
	}
	for line := range strings.SplitSeq(rest, "\r\n") {
		name, value, found := strings.Cut(line, ":")
		if !found {
			continue
		}
		value = strings.TrimSpace(value)
		switch strings.ToLower(strings.TrimSpace(name)) {
		case "via", "v", "from", "f":
			m.lines = append(m.lines, line)
		case "to", "t":
			m.lines, m.to = append(m.lines, line), value
		case "call-id", "i":
			m.lines, m.callID = append(m.lines, line), value
		case "cseq":
			m.lines = append(m.lines, line)
			_, m.method, _ = strings.Cut(value, " ")
		case "contact", "m":
			m.next = strings.Trim(value, "<>")
			if _, inside, found := strings.Cut(value, "<"); found {
				m.next, _, _ = strings.Cut(inside, ">")
			}
		}
	}
	return m, m.callID != "" && m.method != ""
}

// answer is the 200 to a request.
func (m message) answer() string {
	return "SIP/2.0 200 OK\r\n" + strings.Join(m.lines, "\r\n") + "\r\nContent-Length: 0\r\n\r\n"
}

// request is one of the caller's own, of the dialog as it stands.
func (c *call) request(method, kind, body string) string {
	if method != "ACK" {
		c.sequence++
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s SIP/2.0\r\nVia: SIP/2.0/UDP %s;branch=z9hG4bK-%s-%d-%s;rport\r\n", method, c.target,
		c.line.address, c.id, c.sequence, method)
	fmt.Fprintf(&b, "From: <sip:bench@%s>;tag=%s\r\nTo: %s\r\nCall-ID: %s\r\nCSeq: %d %s\r\n", c.line.address, c.id,
		c.to, c.id, c.sequence, method)
	fmt.Fprintf(&b, "Contact: <sip:bench@%s>\r\nMax-Forwards: 70\r\n", c.line.address)
	if kind != "" {
		fmt.Fprintf(&b, "Content-Type: %s\r\n", kind)
	}
	fmt.Fprintf(&b, "Content-Length: %d\r\n\r\n%s", len(body), body)
	return b.String()
}

// offer is what the caller can hear, and where.
func offer(host string, port int) string {
	return fmt.Sprintf("v=0\r\no=bench 1 1 IN IP4 %s\r\ns=-\r\nc=IN IP4 %s\r\nt=0 0\r\nm=audio %d RTP/AVP 0\r\n"+
		"a=rtpmap:0 PCMU/8000\r\na=sendrecv\r\n", host, host, port)
}
