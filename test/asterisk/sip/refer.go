package sip

import "fmt"

// Refer asks the other side to call somebody else instead: a number, or an
// address such as sip:200@127.0.0.1. The other side must take that up.
func Refer(to string) Step { return Step{kind: kindRefer, keys: to, wait: replyTimeout} }

// Told waits until the other side tells how a transfer goes: 100, 200, 503.
func Told(status int) Step { return Step{kind: kindTold, status: status, wait: byeTimeout} }

// ExpectRefer waits until the other side asks to call somebody else instead, says
// that this went well, and calls nobody.
func ExpectRefer() Step { return Step{kind: kindExpectRefer, wait: byeTimeout} }

// transfer writes a step of a transfer.
func (w *writer) transfer(s Step) {
	switch s.kind {
	case kindRefer:
		to := s.keys
		if !addressPattern.MatchString(to) {
			to = "sip:" + to + "@[remote_ip]:[remote_port]"
		}
		w.request("REFER", "", "Refer-To: <"+to+">", "Referred-By: <sip:"+w.call.from()+"@[local_ip]:[local_port]>",
			"Contact: <sip:"+w.call.from()+"@[local_ip]:[local_port]>")
		w.recv(202, s.wait)
	case kindTold:
		w.line(`<recv request="NOTIFY" timeout="%d"><action>`, s.wait.Milliseconds())
		w.line(`<ereg regexp="SIP/2.0 %d" search_in="body" check_it="true" assign_to="told" />`, s.status)
		w.line(`<log message="[$told]" /></action></recv>`) // sipp refuses what is never used
		w.reply()
	case kindExpectRefer:
		w.line(`<recv request="REFER" timeout="%d" />`, s.wait.Milliseconds())
		w.respond("202 Accepted")
		w.request("NOTIFY", "SIP/2.0 200 OK\n", "Event: refer", "Subscription-State: terminated;reason=noresource",
			"Contact: <sip:"+w.call.from()+"@[local_ip]:[local_port]>", "Content-Type: message/sipfrag;version=2.0")
		w.line(`<recv request="REFER" optional="true" />`) // sent again, as our reply was late
		w.recv(200, replyTimeout)
	}
}

// afterTransfer is [Step.after] for the steps of a transfer.
func (s Step) afterTransfer(at stage) (stage, error) {
	switch {
	case at != up:
		return at, fmt.Errorf("%v before the call is answered", s)
	case s.kind == kindRefer && !toPattern.MatchString(s.keys) && !addressPattern.MatchString(s.keys):
		return at, fmt.Errorf("%q is no address", s.keys)
	case s.kind == kindTold && (s.status < 100 || s.status > 699):
		return at, fmt.Errorf("%d is no status", s.status)
	}
	return at, nil
}
