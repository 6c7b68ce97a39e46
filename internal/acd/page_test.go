package acd

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/internal/cluster"
	"github.com/ariapp/ariapp/internal/queue"
)

// pausesTold is how many pauses by reason are told of an agent who has had more, the others in one.
const pausesTold = 65

// restless has agents be paused for so many reasons that no more are told apart.
func restless(t *testing.T, on *inmate, agents int) {
	t.Helper()
	for i := range agents {
		for k := range pausesTold + 5 {
			order := flows.AgentOrder{Agent: fmt.Sprint(1001 + i), Do: flows.AgentPause, Reason: fmt.Sprintf("break %d", k)}
			if _, err := on.Agent(context.Background(), order); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// Law: however much is told of each agent, any instance lists all of them, each once and in their order.
func TestListsOfAgentsWithManyPauses(t *testing.T) {
	inBubble(t, func(h *house) {
		const agents = 70
		all := several(h, ruled(agents))
		restless(t, all[0], agents)
		for _, on := range all[:2] {
			before := on.asked.Load()
			list, err := on.Agents(context.Background())
			if err != nil || len(list) != agents {
				t.Fatalf("%s lists %d agents, %v", on.self.Instance, len(list), err)
			}
			for i, v := range list {
				if v.ID != fmt.Sprint(1001+i) || len(v.Pauses) != pausesTold {
					t.Errorf("%s has as agent %d %s with %d pauses", on.self.Instance, i, v.ID, len(v.Pauses))
				}
			}
			if asked := on.asked.Load() - before; asked > agents/4 {
				t.Errorf("%s has asked %d times for %d agents", on.self.Instance, asked, agents)
			}
		}
	})
}

// Law: any instance lists all who wait, and all queues, however long their lines are.
func TestListsWithLongLines(t *testing.T) {
	inBubble(t, func(h *house) {
		rules := ruled(0)
		for i := range 70 {
			name := fmt.Sprintf("%s%02d", strings.Repeat("q", 2000), i)
			rules.Config.Queues = append(rules.Config.Queues, queue.Queue{Name: name, Strategy: queue.LongestIdle})
		}
		all := several(h, rules)
		var names []string
		for i := range 70 {
			names = append(names, fmt.Sprintf("%s%02d", strings.Repeat("c", 2000), i))
			h.join(all[0], names[i], nil)
		}
		waiting, err := all[1].Waiting(context.Background(), "sales")
		var got []string
		for _, v := range waiting {
			got = append(got, v.Call)
		}
		slices.Sort(got)
		if err != nil || !slices.Equal(got, names) {
			t.Errorf("%d wait, %v", len(got), err)
		}
		queues, err := all[1].Queues(context.Background())
		if err != nil || len(queues) != 72 {
			t.Errorf("there are %d queues, %v", len(queues), err)
		}
	})
}

// Law: who does not say that a page may be short gets a whole one, as older versions pass over what it lacks; none is
// larger than an answer may be to who says it, and a line that is too long alone is there all the same.
func TestPagesForOlderVersions(t *testing.T) {
	inBubble(t, func(h *house) {
		one := h.begin("n1", ruled(pageMost+1), true)
		restless(t, one, pageMost)
		ask := func(short bool) (back reply, size int) {
			data, _ := json.Marshal(envelope{&request{Desk: &deskOrder{List: listAgents, Short: short}}})
			answer := one.Heard(context.Background(), data)
			if err := json.Unmarshal(answer, &back); err != nil || back.Error != "" || !back.More {
				t.Fatalf("%v, %s, more %v", err, back.Detail, back.More)
			}
			return back, len(answer)
		}
		if back, _ := ask(false); len(back.Agents) != pageMost {
			t.Errorf("an older version gets %d agents", len(back.Agents))
		}
		if back, size := ask(true); size > cluster.RequestMax || len(back.Agents) < 2 {
			t.Errorf("%d agents in %d bytes", len(back.Agents), size)
		}
		long := reply{Entries: []queue.EntryView{{From: strings.Repeat("1", pageBytes+1)}, {From: "2"}}}
		if long.shorten(); len(long.Entries) != 1 || !long.More {
			t.Errorf("of a long line there are %d, more %v", len(long.Entries), long.More)
		}
		time.Sleep(time.Second)
	})
}
