package sip

import (
	"fmt"
	"strings"
	"time"
)

// scenario is a call in SIPp's words.
type scenario struct {
	xml string
	// captures are the files that the XML refers to, by path.
	captures map[string][]byte
}

// render writes the scenario of a call; captures are named below dir.
func render(call Call, dir string) (scenario, error) {
	if err := call.validate(); err != nil {
		return scenario{}, err
	}
	w := writer{
		call:     call,
		dir:      dir,
		media:    newMedia(),
		sequence: 1,
		captures: map[string][]byte{},
	}
	w.line(`<?xml version="1.0" encoding="UTF-8" ?>`)
	w.line(`<scenario name="call to %s">`, call.To)
	w.invite()
	for i, step := range call.Script {
		w.step(step, call.Script[i+1:])
	}
	w.line(`</scenario>`)
	return scenario{xml: w.xml.String(), captures: w.captures}, nil
}

// writer holds what one message must know of the ones before.
type writer struct {
	call     Call
	dir      string
	xml      strings.Builder
	media    *media
	sequence int
	captures map[string][]byte
}

func (w *writer) line(format string, args ...any) {
	fmt.Fprintf(&w.xml, format+"\n", args...)
}

// step writes one step; rest are the steps behind it.
func (w *writer) step(s Step, rest Script) {
	switch s.kind {
	case kindTrying:
		w.recv(100, s.wait)
	case kindRinging:
		w.optional(100, s.wait)
		w.recv(180, s.wait)
	case kindEarlyMedia:
		w.optional(100, s.wait)
		w.recv(183, s.wait)
	case kindAnswered:
		w.provisional(s.wait)
		w.line(`<recv response="200" rrs="true" rtd="setup" timeout="%d" />`, s.wait.Milliseconds())
		w.ack("Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]", "[next_url]")
		w.play("", rest.longest())
	case kindRefused:
		w.provisional(s.wait)
		w.recv(s.status, s.wait)
		w.ack(`[last_Via:]`, w.target())
	case kindCancel:
		w.cancel(s)
	case kindPause:
		w.pause(s.wait)
	case kindPress:
		w.press(s.keys, rest)
	case kindHangup:
		if s.cause != 0 {
			w.request("BYE", "", fmt.Sprintf("Reason: Q.850;cause=%d", s.cause))
		} else {
			w.request("BYE", "")
		}
		w.recv(200, s.wait)
	case kindExpectBye:
		w.line(`<recv request="BYE" timeout="%d" />`, s.wait.Milliseconds())
		w.reply()
	case kindRefer, kindTold, kindExpectRefer:
		w.transfer(s)
	}
}

// target is the address of the number that is rung.
func (w *writer) target() string {
	return "sip:" + w.call.To + "@[remote_ip]:[remote_port]"
}

func (w *writer) party() string {
	return fmt.Sprintf("From: <sip:%s@[local_ip]:[local_port]>;tag=[pid]-[call_number]", w.call.from())
}

// send writes one message; headers go a line each, the body behind them.
func (w *writer) send(attributes string, headers []string, body string) {
	w.line(`<send%s><![CDATA[`, attributes)
	w.line("")
	for _, header := range headers {
		w.line("%s", header)
	}
	if body == "" {
		w.line("Content-Length: 0\n")
	} else {
		w.line("Content-Length: [len]\n\n%s", body)
	}
	w.line(`]]></send>`)
}

func (w *writer) invite() {
	formats, events := "0", ""
	if w.call.Keys == RFC4733 {
		formats = fmt.Sprintf("0 %d", payloadEvent)
		events = fmt.Sprintf("\na=rtpmap:%d telephone-event/%d", payloadEvent, sampleRate) +
			fmt.Sprintf("\na=fmtp:%d 0-15", payloadEvent)
	}
	port := "[media_port]"
	if w.call.Listen {
		// sipp also sends from the port that it finds in this line.
		port = fmt.Sprintf("[media_port+%d]", earOffset)
	}
	attributes := ` retrans="500"`
	if w.call.Script.answered() {
		// sipp refuses a scenario that starts a clock and never stops it.
		attributes += ` start_rtd="setup"`
	}
	w.send(attributes, []string{
		"INVITE " + w.target() + " SIP/2.0",
		"Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]",
		w.party(),
		"To: <" + w.target() + ">",
		"Call-ID: [call_id]",
		"CSeq: 1 INVITE",
		"Contact: <sip:" + w.call.from() + "@[local_ip]:[local_port]>",
		"Max-Forwards: 70",
		"Allow: INVITE, ACK, BYE, CANCEL, INFO",
		"Content-Type: application/sdp",
	}, `v=0
o=caller 1 1 IN IP[local_ip_type] [local_ip]
s=-
c=IN IP[media_ip_type] [media_ip]
t=0 0
m=audio `+port+` RTP/AVP `+formats+`
a=rtpmap:0 PCMU/`+fmt.Sprint(sampleRate)+events+`
a=ptime:20
a=sendrecv
`)
}

// request sends a message within the call, with further headers.
func (w *writer) request(method, body string, more ...string) {
	w.sequence++
	headers := []string{
		method + " [next_url] SIP/2.0",
		"Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]",
		"[routes]",
		w.party(),
		"To: <" + w.target() + ">[peer_tag_param]",
		"Call-ID: [call_id]",
		fmt.Sprintf("CSeq: %d %s", w.sequence, method),
		"Max-Forwards: 70",
	}
	w.send(` retrans="500"`, append(headers, more...), body)
}

// ack ends an INVITE. For a refusal its branch must be the INVITE's own.
func (w *writer) ack(via, target string) {
	headers := []string{"ACK " + target + " SIP/2.0", via}
	if target == "[next_url]" {
		headers = append(headers, "[routes]")
	}
	w.send("", append(headers,
		w.party(),
		"To: <"+w.target()+">[peer_tag_param]",
		"Call-ID: [call_id]",
		"CSeq: 1 ACK",
		"Max-Forwards: 70",
	), "")
}

// cancel takes the INVITE back, with the INVITE's own branch: that of the last
// reply.
func (w *writer) cancel(s Step) {
	w.send(` retrans="500"`, []string{
		"CANCEL " + w.target() + " SIP/2.0",
		"[last_Via:]",
		w.party(),
		"To: <" + w.target() + ">",
		"Call-ID: [call_id]",
		"CSeq: 1 CANCEL",
		"Max-Forwards: 70",
	}, "")
	w.recv(200, s.wait)
	w.recv(487, s.wait)
	w.ack("[last_Via:]", w.target())
}

// reply says 200 to the request that came last.
func (w *writer) reply() { w.respond("200 OK") }

// respond says a status to the request that came last.
func (w *writer) respond(status string) {
	w.send("", []string{
		"SIP/2.0 " + status,
		"[last_Via:]",
		"[last_From:]",
		"[last_To:]",
		"[last_Call-ID:]",
		"[last_CSeq:]",
	}, "")
}

func (w *writer) recv(status int, wait time.Duration) {
	w.line(`<recv response="%d" timeout="%d" />`, status, wait.Milliseconds())
}

// optional takes a reply that may come. sipp heeds the limit of the first recv
// that it stands at, not that of the mandatory one behind it: both need it.
func (w *writer) optional(status int, wait time.Duration) {
	w.line(`<recv response="%d" optional="true" timeout="%d" />`, status, wait.Milliseconds())
}

// provisional takes whatever may come before the final reply.
func (w *writer) provisional(wait time.Duration) {
	for _, status := range []int{100, 180, 183} {
		w.optional(status, wait)
	}
}

func (w *writer) pause(d time.Duration) {
	w.line(`<pause milliseconds="%d" />`, d.Milliseconds())
}

// press sends keys and lasts until the last one is through. If the other side
// is to hang up next, which it may do as soon as it knows the last key, press
// is over before that key: sipp's media and its scenario keep no common time.
func (w *writer) press(keys string, rest Script) {
	byeNext := len(rest) > 0 && rest[0].kind == kindExpectBye
	length := time.Duration(len(keys)) * (toneLength + toneGap)
	if w.call.Keys == RFC4733 {
		w.play(keys, length+rest.longest())
		if byeNext {
			length -= toneGap + toneLength + toneGap
		}
		if length > 0 {
			w.pause(length)
		}
		return
	}
	for i, key := range keys {
		w.request("INFO", fmt.Sprintf("Signal=%c\nDuration=%d\n", key, toneLength.Milliseconds()),
			"Content-Type: application/dtmf-relay")
		w.recv(200, replyTimeout)
		if i < len(keys)-1 || !byeNext {
			w.pause(toneLength + toneGap)
		}
	}
}

// play sends keys and silence, while the scenario goes on; it takes the place
// of what was played before.
func (w *writer) play(keys string, length time.Duration) {
	path := fmt.Sprintf("%s/media-%d.pcap", w.dir, len(w.captures)+1)
	w.captures[path] = capture(w.media.stretch(keys, min(length, mediaMax)))
	w.line(`<nop><action><exec play_pcap_audio="%s" /></action></nop>`, path)
}
