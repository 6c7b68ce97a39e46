package acd

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/internal/queue"
)

// allowing are rules with so many agents of the file that let these endpoints be called beside theirs.
func allowing(agents int, endpoints ...string) Rules {
	rules := long(agents)
	rules.Allows = func(endpoint string) bool { return slices.Contains(endpoints, endpoint) }
	return rules
}

// Law: agents are rung where the file says, and elsewhere only where the present rules allow it: who was made, and who
// has logged in elsewhere. Whom they do not let call any more is not offered, whatever Asterisk says of the telephone, and
// is again when they do, or from where it is allowed; the same by the next owner.
func TestEndpointsThatAreNotAllowedAnyMore(t *testing.T) {
	inBubble(t, func(h *house) {
		one := h.begin("n1", allowing(1, "PJSIP/2001", "PJSIP/desk"), true)
		ctx := context.Background()
		order := func(on *inmate, agent string, do flows.AgentAct, endpoint string) error {
			_, err := on.Agent(ctx, flows.AgentOrder{Agent: agent, Do: do, Endpoint: endpoint})
			return err
		}
		rung := func(on *inmate) string {
			t.Helper()
			var all []string
			var callers []*caller
			for range 3 {
				c := h.join(on, fmt.Sprint(len(callers)), nil)
				callers = append(callers, c)
				time.Sleep(time.Second)
				for _, o := range c.look().Offers {
					all = append(all, o.Endpoint)
				}
			}
			for _, c := range callers {
				c.Leave(flows.QueueAbandoned, flows.QueueLeaving{}, time.Now())
			}
			time.Sleep(time.Minute)
			slices.Sort(all)
			return strings.Join(all, " ")
		}
		expect := func(on *inmate, when, want string) {
			t.Helper()
			if got := rung(on); got != want {
				t.Errorf("%s %q are rung, want %q", when, got, want)
			}
		}
		if err := errors.Join(one.MakeAgent(ctx, eva("PJSIP/2001", "")), order(one, "1001", flows.AgentLogin, "PJSIP/desk")); err != nil {
			t.Fatal(err)
		}
		expect(one, "at first", "PJSIP/2001 PJSIP/desk")
		one.Configure(allowing(1))
		one.Device("PJSIP/2001", queue.DeviceNotInUse)
		expect(one, "behind a reload that allows neither", "")
		if err := order(one, "1001", flows.AgentLogin, "PJSIP/other"); !errors.Is(err, flows.ErrAgentOrder) {
			t.Errorf("to log in where it is not allowed: %v", err)
		}
		if err := order(one, "1001", flows.AgentLogin, "PJSIP/1001"); err != nil {
			t.Error(err)
		}
		expect(one, "logged in where the file says", "PJSIP/1001")
		h.kill("n1")
		two := h.begin("n2", allowing(1), true)
		time.Sleep(testLease)
		expect(two, "by the next owner", "PJSIP/1001")
		two.Configure(allowing(1, "PJSIP/2001"))
		expect(two, "allowed again", "PJSIP/1001 PJSIP/2001")
		two.Configure(allowing(1))
		if err := two.ChangeAgent(ctx, eva("PJSIP/1001", "")); err != nil {
			t.Error(err)
		}
		expect(two, "made for where another one is rung", "PJSIP/1001")
		two.Configure(long(1))
		expect(two, "without rules", "PJSIP/1001 PJSIP/1001")
	})
}

// Law: an agent who is made where the owner's rules do not let call is not rung, not even at once.
func TestAgentMadeWhereItIsNotAllowed(t *testing.T) {
	inBubble(t, func(h *house) {
		one := h.begin("n1", allowing(0), true)
		c := h.join(one, "c", nil)
		if err := one.MakeAgent(context.Background(), eva("PJSIP/2001", "")); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Second)
		if v := c.look(); len(v.Offers) > 0 || len(one.kinds(queue.EntryOffered)) > 0 {
			t.Errorf("rung are %+v", v.Offers)
		}
	})
}

// Law: nobody is rung where it is not allowed, not even once: who logs out where it is and in where it is not is judged
// before callers are offered.
func TestLoggedInWhereItIsNotAllowed(t *testing.T) {
	inBubble(t, func(h *house) {
		one := h.begin("n1", allowing(0, "PJSIP/desk", "PJSIP/2001"), true)
		ctx := context.Background()
		if err := one.MakeAgent(ctx, eva("PJSIP/2001", "")); err != nil {
			t.Fatal(err)
		}
		order := func(do flows.AgentAct, endpoint string) {
			t.Helper()
			if _, err := one.Agent(ctx, flows.AgentOrder{Agent: "2001", Do: do, Endpoint: endpoint}); err != nil {
				t.Fatal(err)
			}
		}
		order(flows.AgentLogin, "PJSIP/desk")
		one.Configure(allowing(0, "PJSIP/desk"))
		order(flows.AgentLogout, "")
		c := h.join(one, "c", nil)
		order(flows.AgentLogin, "")
		time.Sleep(time.Second)
		if offered := one.kinds(queue.EntryOffered); len(offered) > 0 {
			t.Errorf("offered were %+v", offered)
		}
		order(flows.AgentLogin, "PJSIP/desk")
		time.Sleep(time.Second)
		if v := c.look(); len(v.Offers) != 1 || v.Offers[0].Endpoint != "PJSIP/desk" {
			t.Errorf("rung are %+v", v.Offers)
		}
	})
}

// Law: that a telephone is none for us does not outlast the reason: of an agent who is another one now, and of one whom
// the rules of the next process allow.
func TestBarsAreLifted(t *testing.T) {
	inBubble(t, func(h *house) {
		device := func(on *inmate, when string, want queue.Device) {
			t.Helper()
			if v, err := on.AgentNamed(context.Background(), "2001"); err != nil || v.Device != want {
				t.Errorf("%s the device is %q, want %q; %v", when, v.Device, want, err)
			}
		}
		one := h.begin("n1", allowing(0, "PJSIP/desk"), true)
		if err := one.MakeAgent(context.Background(), eva("PJSIP/2001", "")); err != nil {
			t.Fatal(err)
		}
		device(one, "not allowed", queue.DeviceInvalid)
		if err := one.ChangeAgent(context.Background(), eva("PJSIP/desk", "")); err != nil {
			t.Fatal(err)
		}
		device(one, "reached elsewhere", queue.DeviceUnknown)
		if err := one.ChangeAgent(context.Background(), eva("PJSIP/2001", "")); err != nil {
			t.Fatal(err)
		}
		device(one, "not allowed again", queue.DeviceInvalid)
		time.Sleep(time.Second)
		h.kill("n1")
		two := h.begin("n1", allowing(0, "PJSIP/2001"), true)
		device(two, "allowed by the next process", queue.DeviceUnknown)
	})
}

// Law: who may be called may change without a new file, and all are judged by that at once.
func TestJudgedAnew(t *testing.T) {
	inBubble(t, func(h *house) {
		rules, allowed := long(0), false
		rules.Allows = func(string) bool { return allowed }
		one := h.begin("n1", rules, true)
		if err := one.MakeAgent(context.Background(), eva("PJSIP/2001", "")); err != nil {
			t.Fatal(err)
		}
		for _, allowed = range []bool{false, true, false} {
			one.Judge()
			c := h.join(one, "c", nil)
			time.Sleep(time.Second)
			if got := len(c.look().Offers) == 1; got != allowed {
				t.Errorf("rung %t, allowed %t", got, allowed)
			}
			c.Leave(flows.QueueAbandoned, flows.QueueLeaving{}, time.Now())
			time.Sleep(time.Minute)
		}
	})
}
