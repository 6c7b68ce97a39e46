package acd

import (
	"bytes"
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/internal/queue"
)

// eva is an agent who is in no file.
func eva(endpoint, pin string) Made {
	return Made{As: queue.Agent{ID: "2001", Name: "Eva", LoggedIn: true, Members: []queue.Membership{{Queue: "sales"}}},
		Reached: Agent{Name: "Eva", Endpoint: endpoint, PIN: flows.NewSecret(pin)}}
}

// numbers are the agents as an instance lists them, those who were made with a star.
func (h *house) numbers(on *inmate) (all []string) {
	h.t.Helper()
	views, err := on.Hall.Agents(context.Background())
	if err != nil {
		h.t.Error(err)
	}
	for _, v := range views {
		if v.Made {
			v.ID += "*"
		}
		all = append(all, v.ID)
	}
	return all
}

// Law: an agent who is made through any instance is there for all, and is rung; over kill -9 of the owner right behind
// the answer, a new start, and a reload. The store has the PIN sealed only, and the next owner can check it.
func TestMadeAgents(t *testing.T) {
	for _, alone := range []bool{true, false} {
		inBubble(t, func(h *house) {
			h.key = bytes.Repeat([]byte{7}, 32)
			one := h.begin("n1", long(1), alone)
			on := one
			if !alone {
				on = h.begin("n3", long(1), false)
			}
			time.Sleep(testLease)
			ctx := context.Background()
			if err := on.MakeAgent(ctx, eva("PJSIP/2001", "4711")); err != nil {
				t.Fatal(err)
			}
			h.kill("n1")
			h.own("n2")
			two := h.begin("n2", long(1), alone)
			if alone {
				on = two
			}
			time.Sleep(testLease)
			if got := h.numbers(on); !slices.Equal(got, []string{"1001", "2001*"}) {
				t.Errorf("the agents are %v", got)
			}
			for pin, want := range map[string]error{"4711": nil, "4712": flows.ErrAgentPIN, "": flows.ErrAgentPIN} {
				order := flows.AgentOrder{Agent: "2001", Do: flows.AgentLogin, PIN: flows.NewSecret(pin), CheckPIN: true}
				if _, err := on.Agent(ctx, order); !errors.Is(err, want) {
					t.Errorf("the PIN %q: %v, want %v", pin, err, want)
				}
			}
			items, err := h.agents.All(ctx)
			if err != nil {
				t.Error(err)
			}
			for _, item := range items {
				if bytes.Contains(item.Value, []byte("4711")) {
					t.Errorf("the store has a PIN in the clear: %s", item.Value)
				}
			}
			two.Configure(long(1))
			a, b := h.join(on, "a", nil), h.join(on, "b", nil)
			time.Sleep(time.Second)
			ends := []string{a.look().Offers[0].Endpoint, b.look().Offers[0].Endpoint}
			if slices.Sort(ends); !slices.Equal(ends, []string{"PJSIP/1001", "PJSIP/2001"}) {
				t.Errorf("rung are %v", ends)
			}
			a.talks()
			b.talks()
			time.Sleep(time.Second)
			if err := on.UnmakeAgent(ctx, "2001"); err != nil {
				t.Error(err)
			}
			if v, w := a.look(), b.look(); v.Result != flows.QueueAnswered || w.Result != flows.QueueAnswered {
				t.Errorf("who talks has %+v and %+v", v, w)
			}
			if got := h.numbers(on); !slices.Equal(got, []string{"1001"}) {
				t.Errorf("then the agents are %v", got)
			}
			h.kill("n2")
			h.own("n4")
			four := h.begin("n4", long(1), alone)
			time.Sleep(testLease)
			if got := h.numbers(four); !slices.Equal(got, []string{"1001"}) {
				t.Errorf("and in the next process %v", got)
			}
			a.becomes(flows.OfferOver)
			b.becomes(flows.OfferOver)
		})
	}
}

// Law: who is made twice, is one of the file, or is not there, is refused; a file that has the agent counts, and who was
// made is there again when it has not any more. To change somebody forgets what was changed of their memberships.
func TestMadeAgentsThatClash(t *testing.T) {
	inBubble(t, func(h *house) {
		one := h.begin("n1", long(1), true)
		ctx := context.Background()
		file := eva("PJSIP/9", "")
		file.As.ID = "1001"
		for _, c := range []struct {
			what string
			err  error
			want error
		}{
			{"change nobody", one.ChangeAgent(ctx, eva("PJSIP/1", "")), flows.ErrNoAgent},
			{"take nobody away", one.UnmakeAgent(ctx, "2001"), flows.ErrNoAgent},
			{"make one of the file", one.MakeAgent(ctx, file), ErrFileAgent},
			{"change one of the file", one.ChangeAgent(ctx, file), ErrFileAgent},
			{"take one of the file away", one.UnmakeAgent(ctx, "1001"), ErrFileAgent},
			{"make", one.MakeAgent(ctx, eva("PJSIP/1", "")), nil},
			{"make again", one.MakeAgent(ctx, eva("PJSIP/1", "")), ErrAgentThere},
			{"add", one.AddMember(ctx, "2001", queue.Membership{Queue: "other"}), nil},
			{"change", one.ChangeAgent(ctx, eva("PJSIP/2", "")), nil},
		} {
			if !errors.Is(c.err, c.want) {
				t.Errorf("%s: %v, want %v", c.what, c.err, c.want)
			}
		}
		all, err := one.Hall.Agents(ctx)
		if err != nil || len(all) != 2 || all[1].Endpoint != "PJSIP/2" || len(all[1].Members) != 1 {
			t.Errorf("the agents are %+v, %v", all, err)
		}
		rules := long(1)
		rules.Config.Agents = append(rules.Config.Agents, queue.Agent{ID: "2001", Name: "of the file"})
		rules.Agents["2001"] = Agent{Name: "of the file"}
		if got := one.Clashes(ctx, []string{"1001", "2001"}); !slices.Equal(got, []string{"2001"}) {
			t.Errorf("clashes are %v", got)
		}
		one.Configure(rules)
		if got := h.numbers(one); !slices.Equal(got, []string{"1001", "2001"}) {
			t.Errorf("with the file's the agents are %v", got)
		}
		one.Configure(long(1))
		if got := h.numbers(one); !slices.Equal(got, []string{"1001", "2001*"}) {
			t.Errorf("without the file's the agents are %v", got)
		}
	})
}

// Law: an agent who cannot be written down counts, and that it is not written down is said.
func TestMadeAgentsWithoutAStore(t *testing.T) {
	inBubble(t, func(h *house) {
		one := h.begin("n1", long(1), true)
		h.agents.Fail(awayFaults())
		if err := one.MakeAgent(context.Background(), eva("PJSIP/1", "1")); !errors.Is(err, ErrUnwritten) {
			t.Errorf("without a store: %v", err)
		}
		if got := h.numbers(one); !slices.Equal(got, []string{"1001", "2001*"}) {
			t.Errorf("the agents are %v", got)
		}
		h.agents.Fail(noFaults())
		time.Sleep(time.Minute)
		h.kill("n1")
		if got := h.numbers(h.begin("n2", long(1), true)); !slices.Equal(got, []string{"1001", "2001*"}) {
			t.Errorf("then the agents are %v", got)
		}
	})
}
