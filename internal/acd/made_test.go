package acd

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/internal/cluster/memstore"
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
			if err := on.UnmakeAgent(ctx, "2001"); !errors.Is(err, ErrAgentTalks) {
				t.Errorf("to take away who talks: %v", err)
			}
			if err := on.ChangeAgent(ctx, eva("PJSIP/2002", "")); err != nil {
				t.Error(err)
			}
			if v, w := a.look(), b.look(); v.Result != flows.QueueAnswered || w.Result != flows.QueueAnswered {
				t.Errorf("who talks has %+v and %+v", v, w)
			}
			a.becomes(flows.OfferOver)
			b.becomes(flows.OfferOver)
			time.Sleep(time.Second)
			if err := on.UnmakeAgent(ctx, "2001"); err != nil {
				t.Error(err)
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
			{"make another one", one.MakeAgent(ctx, eva("PJSIP/2", "")), ErrAgentThere},
			{"make one with another PIN", one.MakeAgent(ctx, eva("PJSIP/1", "1")), ErrAgentThere},
			{"make the same again", one.MakeAgent(ctx, eva("PJSIP/1", "")), nil},
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
		if got, err := one.Clashes(ctx, []string{"1001", "2001"}); !slices.Equal(got, []string{"2001"}) || err != nil {
			t.Errorf("clashes are %v, %v", got, err)
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
		time.Sleep(2 * retryMost)
		if err := one.MakeAgent(context.Background(), eva("PJSIP/1", "1")); err != nil {
			t.Errorf("the same once more, when the store is back: %v", err)
		}
		third := eva("PJSIP/3", "")
		third.As.ID = "2002"
		if err := one.MakeAgent(context.Background(), third); err != nil {
			t.Error(err)
		}
		h.agents.Fail(awayFaults())
		for range 2 {
			if err := one.UnmakeAgent(context.Background(), "2002"); !errors.Is(err, ErrUnwritten) {
				t.Errorf("taken away without a store: %v", err)
			}
		}
		h.agents.Fail(noFaults())
		time.Sleep(2 * retryMost)
		if err := one.UnmakeAgent(context.Background(), "2002"); !errors.Is(err, flows.ErrNoAgent) {
			t.Errorf("and once more, when that is written down: %v", err)
		}
		h.kill("n1")
		if got := h.numbers(h.begin("n2", long(1), true)); !slices.Equal(got, []string{"1001", "2001*"}) {
			t.Errorf("then the agents are %v", got)
		}
	})
}

// Law: who makes an agent, or takes one away, and hears nothing of the first try is told what has become of it, not that
// it has been done already: by the same owner, and by the next one.
func TestMadeAgentsWhenAnswersAreLost(t *testing.T) {
	for _, c := range []struct {
		name string
		next bool // another one decides, behind what was done
		do   func(on *inmate) error
		want []string
	}{
		{"made", false, func(on *inmate) error { return on.MakeAgent(context.Background(), eva("PJSIP/2", "4711")) }, []string{"1001", "2001*"}},
		{"made, and another one decides", true, func(on *inmate) error { return on.MakeAgent(context.Background(), eva("PJSIP/2", "4711")) }, []string{"1001", "2001*"}},
		{"taken away", false, func(on *inmate) error { return on.UnmakeAgent(context.Background(), "2001") }, []string{"1001"}},
		{"taken away, and another one decides", true, func(on *inmate) error { return on.UnmakeAgent(context.Background(), "2001") }, []string{"1001"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			inBubble(t, func(h *house) {
				h.key = bytes.Repeat([]byte{7}, 32)
				all := several(h, long(1))
				if c.want[len(c.want)-1] == "1001" {
					if err := all[0].MakeAgent(context.Background(), eva("PJSIP/2", "")); err != nil {
						t.Fatal(err)
					}
				}
				h.post.Fail(memstore.Faults{Mute: true})
				var end sync.WaitGroup
				end.Go(func() {
					time.Sleep(1900 * time.Millisecond) // before the first try is given up
					if c.next {
						h.own("n2")
					}
					h.post.Fail(memstore.Faults{})
				})
				if err := c.do(all[2]); err != nil {
					t.Errorf("%v", err)
				}
				end.Wait()
				time.Sleep(testLease)
				if got := h.numbers(all[2]); !slices.Equal(got, c.want) {
					t.Errorf("the agents are %v, want %v", got, c.want)
				}
			})
		})
	}
}

// Law: whoever takes away an agent who never was is told that there is none, also where the first answer is lost, and where
// who is asked first does not decide yet.
func TestNobodyToTakeAway(t *testing.T) {
	for _, c := range []struct {
		name  string
		fails func(h *house)
	}{
		{"at once", func(*house) {}},
		{"an answer is lost", func(h *house) {
			h.post.Fail(memstore.Faults{Mute: true})
			time.AfterFunc(1900*time.Millisecond, func() { h.post.Fail(memstore.Faults{}) })
		}},
		{"who is asked does not decide yet", func(h *house) { h.own("n2") }},
	} {
		t.Run(c.name, func(t *testing.T) {
			inBubble(t, func(h *house) {
				all := several(h, long(1))
				c.fails(h)
				if err := all[2].UnmakeAgent(context.Background(), "2001"); !errors.Is(err, flows.ErrNoAgent) {
					t.Errorf("it is %v", err)
				}
				time.Sleep(testLease)
			})
		})
	}
}

// Law: who waits on the line cannot be taken away before they are logged out: they would wait for ever.
func TestMadeAgentOnTheLine(t *testing.T) {
	inBubble(t, func(h *house) {
		one := h.begin("n1", long(1), true)
		ctx := context.Background()
		if err := one.MakeAgent(ctx, eva("PJSIP/1", "")); err != nil {
			t.Fatal(err)
		}
		for _, step := range []struct {
			order flows.AgentOrder
			want  error
		}{
			{flows.AgentOrder{Agent: "2001", Do: flows.AgentStandby, Standby: "call"}, ErrAgentOnLine},
			{flows.AgentOrder{Agent: "2001", Do: flows.AgentPause}, ErrAgentOnLine},
			{flows.AgentOrder{Agent: "2001", Do: flows.AgentLogout}, nil},
		} {
			if _, err := one.Agent(ctx, step.order); err != nil {
				t.Fatal(err)
			}
			if err := one.UnmakeAgent(ctx, "2001"); !errors.Is(err, step.want) {
				t.Errorf("behind %s: %v, want %v", step.order.Do, err, step.want)
			}
		}
	})
}

// Law: one agent is shown as in the list of all, by any instance.
func TestOneAgent(t *testing.T) {
	inBubble(t, func(h *house) {
		for _, on := range several(h, long(2)) {
			all, err := on.Hall.Agents(context.Background())
			if err != nil || len(all) != 2 {
				t.Fatalf("%+v, %v", all, err)
			}
			one, err := on.AgentNamed(context.Background(), "1002")
			if err != nil || !reflect.DeepEqual(one, all[1]) {
				t.Errorf("one is %+v, of all %+v; %v", one, all[1], err)
			}
			if _, err := on.AgentNamed(context.Background(), "9"); !errors.Is(err, flows.ErrNoAgent) {
				t.Errorf("nobody is %v", err)
			}
		}
	})
}

// Law: a member who is added or taken away is written down when that is answered; who cannot be written down is told.
func TestMembersAreWrittenDown(t *testing.T) {
	for _, alone := range []bool{true, false} {
		inBubble(t, func(h *house) {
			one := h.begin("n1", long(1), alone)
			on := one
			if !alone {
				on = h.begin("n3", long(1), false)
			}
			time.Sleep(testLease)
			members := func(on *inmate) (all []string) {
				v, err := on.AgentNamed(context.Background(), "1001")
				if err != nil {
					t.Error(err)
				}
				for _, m := range v.Members {
					all = append(all, fmt.Sprint(m.Queue, m.Level))
				}
				return all
			}
			if err := errors.Join(on.AddMember(context.Background(), "1001", queue.Membership{Queue: "other", Level: 3}), on.RemoveMember(context.Background(), "1001", "sales")); err != nil {
				t.Error(err)
			}
			h.kill("n1")
			h.own("n2")
			two := h.begin("n2", long(1), alone)
			if alone {
				on = two
			}
			time.Sleep(testLease)
			if got := members(on); !slices.Equal(got, []string{"other3"}) {
				t.Errorf("the next owner has %v", got)
			}
			h.agents.Fail(awayFaults())
			if err := on.RemoveMember(context.Background(), "1001", "other"); !errors.Is(err, ErrUnwritten) {
				t.Errorf("without a store: %v", err)
			}
			if got := members(on); len(got) > 0 {
				t.Errorf("without a store it has %v", got)
			}
			h.agents.Fail(noFaults())
		})
	}
}

// Law: what cannot be looked up is told, by who does not decide; who decides need not look.
func TestClashesThatAreNotKnown(t *testing.T) {
	inBubble(t, func(h *house) {
		all := several(h, long(1))
		if err := all[1].MakeAgent(context.Background(), eva("PJSIP/2", "")); err != nil {
			t.Fatal(err)
		}
		numbers := []string{"1002", "2001"}
		for i, on := range all {
			if got, err := on.Clashes(context.Background(), numbers); err != nil || !slices.Equal(got, numbers[1:]) {
				t.Errorf("%d: %v, %v", i, got, err)
			}
		}
		h.agents.Fail(awayFaults())
		if got, err := all[0].Clashes(context.Background(), numbers); err != nil || !slices.Equal(got, numbers[1:]) {
			t.Errorf("who decides: %v, %v", got, err)
		}
		if got, err := all[1].Clashes(context.Background(), numbers); !errors.Is(err, memstore.ErrAway) || len(got) > 0 {
			t.Errorf("who does not: %v, %v", got, err)
		}
		if _, err := all[1].Clashes(context.Background(), nil); err != nil {
			t.Errorf("nobody: %v", err)
		}
		h.agents.Fail(noFaults())
	})
}
