package sim

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/ariapp/ariapp/internal/cluster"
	"github.com/ariapp/ariapp/internal/cluster/memstore"
	fakeari "github.com/ariapp/ariapp/test/fake-ari"
)

// strike lets a fault happen.
func (w *World) strike(f Fault) {
	w.tell("FAULT", "%s %v", f.Do, f.For.Round(time.Millisecond))
	living := w.living()
	if len(living) == 0 {
		return
	}
	one := living[f.Lot%uint64(len(living))]
	switch f.Do {
	case Kill:
		if len(living) > 1 {
			w.kill(one)
		}
	case KillAndBack:
		w.kill(one)
		time.Sleep(f.For)
		w.begin(one.Name)
	case KillTwo:
		w.killTwo(f, living)
	case StopOne:
		if len(living) > 1 {
			w.halt(one)
		}
	case StartOne:
		w.startOne(f, living)
	case Drain:
		w.drain(f, one)
	case MoveCalls:
		w.moveCalls(f, living)
	case Part:
		w.parts(one, true)
		time.Sleep(f.For)
		w.parts(one, false)
	case StoreAway:
		w.storeFor(f.For, memstore.Faults{Away: true})
	case StoreSlow:
		w.storeFor(f.For, memstore.Faults{Slow: time.Duration(50+f.Lot%750) * time.Millisecond})
	case StoreMute:
		w.storeFor(f.For, memstore.Faults{Mute: true})
	case StoreLost:
		for _, b := range w.buckets {
			b.Clear()
		}
		w.mu.Lock()
		w.unsure = time.Now().Add(settleTime)
		for _, h := range w.calls {
			h.unsure = true
		}
		w.mu.Unlock()
	case Poison:
		w.poison(f)
	case ClockJump, DiskFull, StoreFull:
		w.strikeMachine(f, one)
	case Spoil, Outdated, Foreign:
		w.strikeRecords(f, one)
	default:
		w.strikeAsterisk(f, one)
	}
}

// strikeAsterisk lets something happen to an Asterisk, or between it and an instance.
func (w *World) strikeAsterisk(f Fault, one *Instance) {
	name := asterisk(int(f.Lot>>8) % w.scenario.Asterisks)
	srv := w.asterisks[name]
	switch f.Do {
	case CutSocket:
		w.deafen(one, 2*time.Second)
		srv.Fault(fakeari.Fault{Name: fakeari.CutSocket, App: "ivr." + one.Name})
	case StallSocket:
		w.deafen(one, f.For+3*time.Second)
		srv.Fault(fakeari.Fault{Name: fakeari.Stall, App: "ivr." + one.Name})
		time.Sleep(f.For) // then Asterisk ends a socket to which it cannot write
		srv.Fault(fakeari.Fault{Name: fakeari.CutSocket, App: "ivr." + one.Name})
	case Restart:
		w.mu.Lock()
		w.down = time.Now().Add(f.For + settleTime)
		w.mu.Unlock()
		srv.Fault(fakeari.Fault{Name: fakeari.Restart, Delay: f.For})
	case SlowAsterisk:
		srv.Fault(fakeari.Fault{Name: fakeari.Delay, Operation: "channels.move", Times: 5,
			Delay: time.Duration(1+f.Lot%3000) * time.Millisecond})
	}
}

func (w *World) deafen(i *Instance, d time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	i.deaf = time.Now().Add(d)
}

// begin starts an instance of that name, unless one runs.
func (w *World) begin(name string) {
	if err := w.start(name); err != nil {
		w.wrong("%v", err)
	}
}

func (w *World) killTwo(f Fault, living []*Instance) {
	if len(living) < 3 {
		w.kill(living[f.Lot%uint64(len(living))])
		time.Sleep(f.For)
		w.begin(living[f.Lot%uint64(len(living))].Name)
		return
	}
	first := f.Lot % uint64(len(living))
	w.kill(living[first])
	time.Sleep(f.For)
	second := living[(first+1)%uint64(len(living))]
	w.mu.Lock()
	gone := second.dead || second.leaves
	w.mu.Unlock()
	if !gone && len(w.living()) > 1 {
		w.kill(second)
	}
}

func (w *World) startOne(f Fault, living []*Instance) {
	if len(living) >= instancesMost {
		return
	}
	w.mu.Lock()
	name := ""
	for n := 1; n < 50 && name == ""; n++ {
		if candidate := fmt.Sprintf("n%d", n); w.lives[candidate] == 0 {
			name = candidate
		}
	}
	w.mu.Unlock()
	w.begin(name)
}

func (w *World) drain(f Fault, one *Instance) {
	if len(w.living()) < 2 {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	w.setDrained(one, true)
	n, err := one.app.DrainInstance(ctx, "", false)
	w.tell(one.String(), "is out of service: %d calls, %v", n, err)
	time.Sleep(f.For)
	if ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second); !one.over(w) {
		defer cancel()
		_, err = one.app.DrainInstance(ctx, "", true)
		w.tell(one.String(), "is back in service: %v", err)
	} else {
		cancel()
	}
	w.setDrained(one, false)
}

func (i *Instance) over(w *World) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return i.dead || i.leaves
}

func (w *World) setDrained(i *Instance, drained bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	i.drained = drained
}

// moveCalls has several calls go to other instances.
func (w *World) moveCalls(f Fault, living []*Instance) {
	from := living[f.Lot%uint64(len(living))]
	to := living[(f.Lot>>16)%uint64(len(living))]
	for _, now := range from.app.CallsNow() {
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		err := living[0].app.MoveCall(ctx, now.Asterisk, now.ID, to.Name)
		cancel()
		w.tell(now.ID, "is to go from %s to %s: %v", from, to, err)
	}
}

func (w *World) parts(i *Instance, apart bool) {
	w.mu.Lock()
	before := i.parted
	if i.parted = apart; before {
		i.behind, i.learns = w.storeAway, time.Now().Add(learnTime)
	}
	w.mu.Unlock()
	switch {
	case apart && !before:
		w.tell(i.String(), "is parted from the others")
		i.line.part()
	case !apart && before:
		w.tell(i.String(), "sees the others again")
		i.line.heal()
	}
}

func (w *World) storeFor(d time.Duration, how memstore.Faults) {
	w.storeFails(how)
	time.Sleep(d)
	w.storeFails(memstore.Faults{})
	w.tell("FAULT", "the store is well again")
}

func (w *World) storeFails(how memstore.Faults) {
	for _, b := range w.buckets {
		b.Fail(how)
	}
	w.post.Fail(how)
	w.mu.Lock()
	defer w.mu.Unlock()
	w.storeAway, w.unsure = how.Away, time.Now().Add(settleTime)
	for _, i := range w.instances {
		if i.behind && !how.Away {
			i.behind, i.learns = false, time.Now().Add(learnTime)
		}
	}
	if how.Away || how.Mute || how.Slow > 0 {
		w.unsure = time.Now().Add(time.Hour)
	}
}

// poison writes a record that no instance has written.
func (w *World) poison(f Fault) {
	value := []string{"{", `{"format":99,"owner":{"instance":"n1","boot":"x"},"epoch":1}`, `null`, `{"format":1}`,
		`{"format":1,"owner":{"instance":"ghost","boot":"x"},"epoch":1,"body":{"asterisk":"pbx1","channel":"nosuch"}}`,
		`{"format":1,"owner":{"instance":"ghost","boot":"x"},"epoch":1,"body":7}`}[f.Lot%6]
	key := fmt.Sprintf("n%d/pbx1/poison%d", 1+f.Lot%3, f.Lot%1000)
	w.buckets["ariapp_calls"].Write(context.Background(), []cluster.Change{{Key: key, Value: []byte(value)}})
}

// doorway kills whoever has the door when a call has just come.
func (w *World) doorway(p Plan) {
	time.Sleep(p.Doorway)
	item, err := w.buckets["ariapp_entries"].Get(context.Background(), asterisk(p.Asterisk))
	var entry struct {
		Holder cluster.Owner `json:"holder"`
	}
	if err != nil || json.Unmarshal(item.Value, &entry) != nil {
		return
	}
	living := w.living()
	for _, i := range living {
		if i.Name == entry.Holder.Instance && len(living) > 1 {
			w.tell("FAULT", "the door is killed %v after a call has come", p.Doorway)
			w.kill(i)
		}
	}
}
