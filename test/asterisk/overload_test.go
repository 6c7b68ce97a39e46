//go:build linux && asterisk && chaos

package asterisk

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/ariapp/ariapp/test/asterisk/sip"
)

const overloadFile = `
app: {name: "${env.RIG_APP}", answer_delay: 0s}
asterisk: {url: "${env.RIG_URL}", username: "${env.RIG_USER}", password: "${env.RIG_PASSWORD}"}
server: {listen: ADDRESS}
numbers: {"7410": main}
flows:
  main:
    - answer
    - collect: {id: key, prompt: beep, length: 1}
    - play: beep
    - hangup
`

const (
	// runs and rests are how long the daemon has the processors, and how long it has not, in turn: a fortieth of a small
	// machine, so that it is the daemon that cannot keep up, and neither Asterisk nor the callers.
	runs, rests = time.Millisecond, 39 * time.Millisecond
	// comfortable is a rate that it bears easily; rateMost bounds the search for one that it does not.
	comfortable, rateMost = 8, 256
	// calmTries is how often calls come at that rate afterwards until all are taken.
	calmTries = 3
	// tooMany is of how many one is refused at least where a rate is twice what is borne.
	tooMany = 10
	// lasting is for how many seconds calls come at each rate.
	lasting = 5
	// routinesMore are those that come and go by themselves, as of who asks for the figures; connections to Asterisk
	// have none.
	routinesMore = 10
	// waitMost is what 99 of 100 keep to, on a machine that does other things besides; where all are taken it grows for as
	// long as calls come.
	waitMost = 3 * time.Second
	// lagBound is how late the daemon may be before it is overloaded, as docs/running.md has it.
	lagBound = 200 * time.Millisecond
)

// slowed has a process run a little, and stand still for much longer, until the test ends.
func slowed(t *testing.T, d *daemon) {
	t.Helper()
	end := make(chan struct{})
	var turns sync.WaitGroup
	turns.Go(func() {
		for {
			_ = d.cmd.Process.Signal(syscall.SIGSTOP)
			rest := time.NewTimer(rests)
			<-rest.C
			_ = d.cmd.Process.Signal(syscall.SIGCONT)
			select {
			case <-end:
				return
			case <-time.After(runs):
			}
		}
	})
	t.Cleanup(func() {
		close(end)
		turns.Wait()
	})
}

// rush is what became of calls at one rate.
type rush struct {
	rate, calls int
	// answered and prompted are the times, of those who were taken, from Stasis to the answer and to the first prompt, the
	// shortest first; back those of the others to the dialplan's apology.
	answered, prompted, back []time.Duration
}

func median(times []time.Duration) time.Duration { return times[len(times)/2] }

// slowest is the time that all but one of a hundred keep to.
func slowest(times []time.Duration) time.Duration {
	if len(times) == 0 {
		return 0
	}
	return times[min(99*len(times)/100, len(times)-1)]
}

func (r rush) String() string {
	return fmt.Sprintf("%d a second: %d taken, answered p50 %v, p99 %v, first prompt p99 %v; %d back, p99 %v", r.rate,
		len(r.answered), median(r.answered), slowest(r.answered), slowest(r.prompted), len(r.back),
		slowest(r.back))
}

// rushes makes calls at a rate, and sees what became of each: every caller is served to the end, or hears the dialplan's
// apology, and is hung up.
func rushes(t *testing.T, w *watcher, from string, rate int) rush {
	t.Helper()
	r := rush{rate: rate, calls: lasting * rate}
	if _, err := phone().PlaceMany(t.Context(), sip.Call{To: "7410", From: from + sip.EachNumber, Script: sip.Script{
		sip.Answered(), sip.Pause(800 * time.Millisecond), sip.Press("1"), sip.ExpectBye(),
	}}, sip.Load{Calls: r.calls, Rate: rate}); err != nil {
		t.Error(err)
	}
	const came, apology, hungUp = "callers/7410 Stasis", "callers/7410 Playback", "ended 16"
	for i := range r.calls {
		caller := fmt.Sprintf("%s%d", from, i+1)
		story := w.ended(t, caller)
		served, refused := slices.Contains(story, "hears beep"), slices.Contains(story, apology)
		switch {
		case served && !refused && story[len(story)-1] == hungUp:
			r.answered = append(r.answered, w.between(caller, came, "answered"))
			r.prompted = append(r.prompted, w.between(caller, came, "hears beep"))
		case refused && !served && story[len(story)-1] == hungUp:
			r.back = append(r.back, w.between(caller, came, apology))
		default:
			t.Errorf("the story of %s is %q", caller, story)
		}
	}
	for _, times := range [][]time.Duration{r.answered, r.prompted, r.back} {
		slices.Sort(times)
	}
	if len(r.answered) == 0 {
		t.Fatalf("nobody was taken at %d a second", rate)
	}
	t.Log(r)
	return r
}

// figure is one of the daemon's metrics.
func figure(t *testing.T, address, name string) int {
	t.Helper()
	for line := range strings.Lines(get(t, address, "/metrics")) {
		if text, is := strings.CutPrefix(line, name+" "); is {
			value, err := strconv.ParseFloat(strings.TrimSpace(text), 64)
			if err != nil {
				t.Fatal(err)
			}
			return int(value)
		}
	}
	t.Fatalf("the metrics have no %s", name)
	return 0
}

// Law: at twice the rate that is borne those that are taken are answered within the daemon's lag bound of before, most
// of them; the others are in the dialplan at once, and counted. Afterwards nothing is left, and calls are served as at
// first.
func TestOverload(t *testing.T) {
	address := freeAddress(t)
	file := writeFile(t, strings.ReplaceAll(overloadFile, "ADDRESS", address), t.TempDir(), "ivr.yaml")
	d, w := start(t, file), watch(t)
	slowed(t, d)
	calm := rushes(t, w, "8700", comfortable)
	if len(calm.back) > 0 {
		t.Fatalf("%d calls went back to the dialplan at %d a second", len(calm.back), comfortable)
	}
	d.awaitIdle(t, calm.calls)
	before := figure(t, address, "go_goroutines")
	all, taken, back := calm.calls, len(calm.answered), 0
	var over rush
	for i, rate := 1, 2*comfortable; len(over.back) <= over.calls/tooMany; i, rate = i+1, 2*rate {
		if rate > rateMost {
			t.Fatalf("%d calls a second are borne", over.rate)
		}
		over = rushes(t, w, fmt.Sprintf("870%d", i), rate)
		all, taken, back = all+over.calls, taken+len(over.answered), back+len(over.back)
		d.awaitIdle(t, all)
	}
	if most := median(calm.answered) + lagBound; median(over.answered) > most {
		t.Errorf("of those who were taken half were answered within %v, want %v", median(over.answered), most)
	}
	if slowest(over.answered) > waitMost || slowest(over.back) > waitMost {
		t.Errorf("some waited for more than %v: %v", waitMost, over)
	}
	for try := 1; ; try++ { // what else the machine does may be too much for a moment
		again := rushes(t, w, fmt.Sprintf("870%d", 6+try), comfortable)
		all, taken, back = all+again.calls, taken+len(again.answered), back+len(again.back)
		if len(again.back) == 0 && median(again.answered) <= median(calm.answered)+lagBound {
			break
		}
		if try == calmTries {
			t.Errorf("afterwards: %v; at first: %v", again, calm)
			break
		}
	}
	d.awaitIdle(t, all)
	refused := figure(t, address, `ariapp_calls_refused_total{reason="overloaded"}`)
	ended := figure(t, address, `ariapp_calls_total{outcome="ended"}`)
	if refused != back || ended != taken || refused+ended != all {
		t.Errorf("of %d calls %d are counted as ended, %d as refused; want %d and %d", all, ended, refused, taken, back)
	}
	if after := figure(t, address, "go_goroutines"); after > before+routinesMore {
		t.Errorf("%d goroutines, %d before", after, before)
	}
}
