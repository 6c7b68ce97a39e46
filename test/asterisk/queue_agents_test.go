//go:build linux && asterisk

package asterisk

import (
	"fmt"
	"net"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/ariapp/ariapp/ari"
	"github.com/ariapp/ariapp/test/asterisk/sip"
)

// atDesk is how a telephone is rung as that device.
func atDesk(desk string, phone *sip.Answerer) string { return "PJSIP/" + desk + "/" + phone.URI() }

// desks is a daemon whose queue sales, of these rules, has agents 1001, 1002, … at these endpoints.
func desks(t *testing.T, rules, step string, endpoints ...string) (d *daemon, through func(args ...string) string, log string) {
	t.Helper()
	log = filepath.Join(t.TempDir(), "queue_log")
	var agents strings.Builder
	for i, at := range endpoints {
		fmt.Fprintf(&agents, "  %d: {endpoint: '%s', logged_in: true, queues: [sales]}\n", 1001+i, at)
	}
	d, through, _ = obeying(t, "queue_log: {file: "+log+"}\nqueues:\n  sales: {announce: {frequency: 0s, position: no, hold_time: no}, "+
		rules+"}\nagents:\n"+agents.String()+"numbers: {\"7800\": main}\nflows:\n  main:\n    - queue: {id: q, queue: sales, music: none"+step+"}\n")
	return d, through, log
}

// seldom is how often a command may be asked for the state of something: its daemon refuses who asks too often.
const seldom = 500 * time.Millisecond

// awaitSeldom waits until something is so that a command tells.
func awaitSeldom(t *testing.T, what string, isSo func() bool) {
	t.Helper()
	deadline := time.After(awaitTimeout)
	tick := time.NewTicker(seldom)
	defer tick.Stop()
	for !isSo() {
		select {
		case <-tick.C:
		case <-deadline:
			t.Fatalf("waited in vain for %s", what)
		}
	}
}

// awaitWork waits until an agent is at that work.
func awaitWork(t *testing.T, through func(args ...string) string, agent, work string) {
	t.Helper()
	awaitSeldom(t, agent+" to be "+work, func() bool {
		for line := range strings.Lines(through("agent", "list")) {
			if fields := strings.Fields(line); len(fields) > 0 && fields[0] == agent && strings.Contains(line, work) {
				return true
			}
		}
		return false
	})
}

// callDirectly rings a telephone without any queue, and returns when it talks.
func callDirectly(t *testing.T, c *ari.Client, at string, phone *sip.Answerer) {
	t.Helper()
	extension, place, priority, timeout := "9904", "callers", int64(1), 10
	if _, err := c.Channels.Originate(t.Context(), ari.ChannelsOriginateParams{Endpoint: at, Extension: &extension,
		Context: &place, Priority: &priority, Timeout: &timeout}); err != nil {
		t.Fatal(err)
	}
	if err := phone.Up(inTime(t)); err != nil {
		t.Fatal(err)
	}
}

// Law: an agent whose telephone is in use elsewhere is not rung, another one is; as soon as it is free, it is rung for who
// waits.
func TestBusyDeviceIsNotRung(t *testing.T) {
	leaves := sip.Manner{Leaves: time.Second}
	private, first, second := answerer(t, sip.Manner{}), answerer(t, leaves), answerer(t, leaves)
	d, through, log := desks(t, "strategy: linear", "", atDesk("desk1", first), atDesk("desk2", second))
	callDirectly(t, d.client, atDesk("desk1", private), private)
	awaitWork(t, through, "1001", "external_call")
	wait := sip.Script{sip.Answered(), sip.ExpectByeWithin(outlasts)}
	if _, err := phone().Place(t.Context(), sip.Call{To: "7800", From: "7861", Script: wait}); err != nil {
		t.Error(err)
	}
	if first.Invited() != "" {
		t.Error("a telephone in use was rung")
	}
	through("agent", "pause", "1002")
	waits, err := phone().Start(t.Context(), sip.Call{To: "7800", From: "7862", Script: wait}, sip.Load{})
	if err != nil {
		t.Fatal(err)
	}
	d.awaitFor(t, "the second caller", func() bool { return len(queueLines(t, log, "ENTERQUEUE")) == 2 })
	if err := private.Stay(time.Second); err != nil || first.Invited() != "" {
		t.Errorf("%v; a telephone in use was rung: %q", err, first.Invited())
	}
	if err := inOrder(private.Hangup, func() error { return first.Up(inTime(t)) }); err != nil {
		t.Error(err)
	}
	if _, err := waits.Wait(); err != nil {
		t.Error(err)
	}
	d.awaitIdle(t, 2)
	if lines := queueLog(t, log, "CONNECT"); len(lines) != 2 || lines[0][3] != "1002" || lines[1][3] != "1001" {
		t.Errorf("connected were %v", lines)
	}
	private.Close()
	first.Close()
	second.Close()
}

// registers has desk3 be reached at a telephone, or nowhere for expires 0, as its own REGISTER would.
func registers(t *testing.T, phone *sip.Answerer, expires int) {
	t.Helper()
	socket, err := net.ListenPacket("udp", "127.0.0.2:0") // the trunk is known by 127.0.0.1
	if err != nil {
		t.Fatal(err)
	}
	defer socket.Close()
	server, err := net.ResolveUDPAddr("udp", lab.SIP)
	if err != nil {
		t.Fatal(err)
	}
	own := socket.LocalAddr().String()
	request := strings.Join([]string{"REGISTER sip:" + lab.SIP + " SIP/2.0",
		"Via: SIP/2.0/UDP " + own + ";rport;branch=z9hG4bK" + fmt.Sprint(time.Now().UnixNano()), "Max-Forwards: 70",
		"From: <sip:desk3@" + lab.SIP + ">;tag=desk3", "To: <sip:desk3@" + lab.SIP + ">",
		"Call-ID: desk3-" + fmt.Sprint(time.Now().UnixNano()), "CSeq: 1 REGISTER", "Contact: <" + phone.URI() + ">",
		fmt.Sprintf("Expires: %d", expires), "Content-Length: 0", "", ""}, "\r\n")
	reply := make([]byte, 4096)
	for range 10 { // a datagram may be lost
		if _, err := socket.WriteTo([]byte(request), server); err != nil {
			t.Fatal(err)
		}
		if err := socket.SetReadDeadline(time.Now().Add(time.Second)); err != nil {
			t.Fatal(err)
		}
		n, _, err := socket.ReadFrom(reply)
		if err != nil {
			continue
		}
		if status, _, _ := strings.Cut(string(reply[:n]), "\r\n"); status != "SIP/2.0 200 OK" {
			t.Fatalf("REGISTER: %s", status)
		}
		return
	}
	t.Fatal("REGISTER is not answered")
}

// Law: an agent whose telephone has not registered is not rung, and a queue with no other is empty; when it registers, it
// is rung at once for who waits, and when it has left again it is not.
func TestUnregisteredDevice(t *testing.T) {
	desk := answerer(t, sip.Manner{Leaves: 500 * time.Millisecond})
	defer desk.Close()
	registers(t, desk, 0)
	d, _, log := desks(t, "join: {empty: none}, leave: {empty: none}", "", "PJSIP/desk3")
	waits, err := phone().Start(t.Context(), sip.Call{To: "7800", From: "7863", Script: sip.Script{sip.Answered(),
		sip.ExpectByeWithin(outlasts)}}, sip.Load{})
	if err != nil {
		t.Fatal(err)
	}
	d.awaitFor(t, "the caller", func() bool { return len(queueLines(t, log, "ENTERQUEUE")) == 1 })
	pass(t, time.Second)
	if n := len(queueLines(t, log, "RINGNOANSWER")); n > 0 || desk.Invited() != "" {
		t.Errorf("rung %d times in vain", n)
	}
	registers(t, desk, 300)
	if _, err := waits.Wait(); err != nil {
		t.Error(err)
	}
	d.awaitIdle(t, 1)
	if lines := queueLog(t, log, "CONNECT"); len(lines) != 1 || lines[0][3] != "1001" {
		t.Errorf("connected were %v", lines)
	}
	registers(t, desk, 0)
	d.awaitFor(t, "the device to be gone", func() bool {
		state, err := d.client.DeviceStates.Get(t.Context(), "PJSIP/desk3")
		return err == nil && state.State == "UNAVAILABLE"
	})
}

// Law: an agent takes the call by a key, and hears then which queue it is and how long the caller has waited; one who
// presses nothing has no call, and with autopause is on a break.
func TestAgentConfirms(t *testing.T) {
	takes := answerer(t, sip.Manner{Presses: "1", Hesitates: 2 * time.Second, Leaves: 6 * time.Second})
	idle := answerer(t, sip.Manner{})
	d, _, log := desks(t, "strategy: linear, ring_timeout: 8s, confirm: {key: '1', timeout: 2s, prompt: beep}, "+
		"agent_announce: auth-thankyou, report_hold_time: true, autopause: {no_answer: 1}", "", atDesk("desk1", idle), atDesk("desk2", takes))
	if _, err := phone().Place(t.Context(), sip.Call{To: "7800", From: "7864", Script: sip.Script{sip.Answered(),
		sip.ExpectByeWithin(outlasts)}}); err != nil {
		t.Error(err)
	}
	d.awaitIdle(t, 1)
	lines := queueLog(t, log, "CONNECT", "PAUSE")
	if len(lines) != 2 || lines[0][3] != "1001" || lines[0][5] != "auto_no_answer" || lines[1][3] != "1002" {
		t.Errorf("the queue tells %v", lines)
	}
	ended(t, idle, takes)
	ear().Expect(t, idle.Close(), in("en", "beep"))
	heard, err := ear().Recognise(takes.Close(), in("en", "beep", "auth-thankyou", "queue-reporthold"))
	names := ""
	for _, h := range heard {
		names += h.Name + " "
	}
	if err != nil || !strings.Contains(names, "en/beep en/auth-thankyou en/queue-reporthold") {
		t.Errorf("the agent heard %s, %v", names, err)
	}
}

// Law: with ring_all all telephones ring, and those stop that have not answered first; a key of the caller's stops them
// all.
func TestAllRing(t *testing.T) {
	rings := sip.Manner{Rings: -1}
	slow, again, quick := answerer(t, rings), answerer(t, rings), answerer(t, sip.Manner{Rings: time.Second, Leaves: time.Second})
	d, _, log := desks(t, "strategy: ring_all, ring_timeout: 20s", ", exit_keys: {5: leave}, on_exit: [{play: beep}]",
		atDesk("desk1", slow), atDesk("desk2", quick))
	if _, err := phone().Place(t.Context(), sip.Call{To: "7800", From: "7865", Script: sip.Script{sip.Answered(),
		sip.ExpectByeWithin(outlasts)}}); err != nil {
		t.Error(err)
	}
	ended(t, slow, quick)
	d.awaitIdle(t, 1)
	if slow.Invited() == "" || len(queueLines(t, log, "CONNECT")) != 1 {
		t.Error("not all rang")
	}
	slow.Close()
	quick.Close()
	d.terminate(t)
	d.awaitStopped(t)
	d, _, log = desks(t, "strategy: ring_all, ring_timeout: 20s", ", exit_keys: {5: leave}, on_exit: [{play: beep}]",
		atDesk("desk1", again))
	heard := listenTo(t, sip.Call{To: "7800", From: "7866", Script: sip.Script{sip.Answered(), sip.Pause(2 * time.Second),
		sip.Press("5"), sip.ExpectByeWithin(outlasts)}})
	ended(t, again)
	d.awaitIdle(t, 1)
	if lines := queueLog(t, log, "EXITWITHKEY"); len(lines) != 1 || lines[0][5] != "5" {
		t.Errorf("left by %v", lines)
	}
	ear().Expect(t, heard, in("en", "beep"))
	again.Close()
}
