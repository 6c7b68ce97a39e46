package flows_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/flowtest"
)

// working is a step that does whatever a test wants.
type working struct {
	do func(context.Context, *flows.Run) (flows.Next, error)
}

func (w working) Run(ctx context.Context, r *flows.Run) (flows.Next, error) { return w.do(ctx, r) }

func workSpec(do func(context.Context, *flows.Run) (flows.Next, error)) *flows.Spec {
	return &flows.Spec{Kind: "work", Bare: true, Offline: true, New: func(flows.Args) flows.Step { return working{do} }}
}

// lasts is a result that takes its time.
type lasts time.Duration

func (l lasts) Lasts() time.Duration { return time.Duration(l) }

func slow(d time.Duration) func(context.Context) (any, error) {
	return func(context.Context) (any, error) { return lasts(d), nil }
}

// TestDo has a row for each way in which work may end.
func TestDo(t *testing.T) {
	const second = time.Second
	for name, c := range map[string]struct {
		text, script string
		within       time.Duration
		work         func(context.Context) (any, error)
		want         string
		status       flows.Status
		took         time.Duration
	}{
		"it is done":           {"", "", 5 * second, slow(2 * second), "fine", flows.Ended, 2 * second},
		"without a bound":      {"", "", 0, slow(time.Hour), "fine", flows.HungUp, 10 * time.Minute},
		"it fails":             {"", "", second, func(context.Context) (any, error) { return nil, errors.New("no") }, "failure: no", flows.Ended, 0},
		"it takes too long":    {"", "", second, slow(2 * second), "failure: no response came in time", flows.Ended, second},
		"it panics":            {"", "", second, func(context.Context) (any, error) { panic("oh") }, "failure: work beside the call panicked: oh", flows.Ended, 0},
		"the caller hangs up":  {"", "1s hangup", 5 * second, slow(2 * second), "", flows.HungUp, second},
		"the call's time ends": {"limits: {max_call_time: 1s}\n", "", 5 * second, slow(2 * second), "over", flows.Failed, second},
		"a hotkey":             {"defaults: {hotkeys: {0: hangup}}\n", "1s 0", 5 * second, slow(2 * second), "over", flows.Ended, second},
		"keys are kept":        {"", "1s 1 200ms 2", 5 * second, slow(2 * second), "fine12", flows.Ended, 2 * second},
	} {
		got := ""
		var working context.Context
		spec := workSpec(func(ctx context.Context, r *flows.Run) (flows.Next, error) {
			_, err := r.Do(ctx, c.within, func(ctx context.Context) (any, error) {
				working = ctx
				return c.work(ctx)
			})
			switch {
			case err == nil:
				got = "fine" + r.Keys().Keys()
			case flows.IsFailure(ctx, err):
				got, _, _ = strings.Cut("failure: "+err.Error(), "\n")
				err = nil
			case ctx.Err() == nil:
				got = "over"
			}
			return flows.Advance(), err
		})
		p := dialIn(t, compile(t, c.text+"flows: {main: [work]}", spec), c.script)
		if c.status == flows.HungUp {
			c.want = ""
		}
		if got != c.want || p.outcome.Status != c.status || p.phone.Elapsed() != c.took {
			t.Errorf("%s: %q, want %q; ended %+v after %v, want %v\n%s", name, got, c.want, p.outcome, p.phone.Elapsed(), c.took, p)
		}
		if working.Err() == nil {
			t.Errorf("%s: the work may still go on", name)
		}
	}
}

// TestWorkThatIsLeftBehindIsToldToEnd, however the step ends, and its end is told to nobody.
func TestWorkThatIsLeftBehindIsToldToEnd(t *testing.T) {
	for name, after := range map[string]func() (flows.Next, error){
		"going on": func() (flows.Next, error) { return flows.Advance(), nil },
		"failing":  func() (flows.Next, error) { return flows.Next{}, errors.New("no") },
		"panics":   func() (flows.Next, error) { panic("oh") },
	} {
		var left []context.Context
		spec := workSpec(func(ctx context.Context, r *flows.Run) (flows.Next, error) {
			other := context.WithoutCancel(ctx)
			for _, ctx := range []context.Context{ctx, other} {
				_, err := r.Work(ctx, func(ctx context.Context) (any, error) {
					left = append(left, ctx)
					return lasts(time.Minute), nil
				})
				if err != nil {
					t.Error(err)
				}
			}
			if left[0].Err() != nil || left[1].Err() != nil {
				t.Errorf("%s: the work was told to end while the step ran", name)
			}
			return after()
		})
		p := dialIn(t, compile(t, "flows: {main: [work: {on_error: {log: failed}}, wait: 2m, log: on]}", spec), "")
		if !strings.HasSuffix(p.logged(), "on") || p.phone.Elapsed() != 2*time.Minute {
			t.Errorf("%s: logged %q after %v", name, p.logged(), p.phone.Elapsed())
		}
		if len(left) != 2 {
			t.Fatalf("%s: %d works were begun", name, len(left))
		}
		for _, ctx := range left {
			<-ctx.Done()
		}
	}
}

// TestNoWorkIsBegunWhenTheCallIsOver.
func TestNoWorkIsBegunWhenTheCallIsOver(t *testing.T) {
	var err error
	spec := workSpec(func(ctx context.Context, r *flows.Run) (flows.Next, error) {
		over, cancel := context.WithCancelCause(ctx)
		cancel(flows.ErrDetached)
		if _, err = r.Do(over, 0, func(context.Context) (any, error) { panic("begun") }); flows.IsFailure(over, err) {
			t.Errorf("%v is taken for a failure of the step", err)
		}
		return flows.Advance(), nil
	})
	dialIn(t, compile(t, "flows: {main: [work]}", spec), "")
	if !errors.Is(err, flows.ErrDetached) {
		t.Errorf("it failed with %v", err)
	}
}

// TestOnHangupIsOver: there a step works, is told that nobody hears it, and keys are no hotkeys.
func TestOnHangupIsOver(t *testing.T) {
	over, ended := []bool{}, error(nil)
	spec := workSpec(func(ctx context.Context, r *flows.Run) (flows.Next, error) {
		over = append(over, r.Over())
		_, ended = r.Do(ctx, 0, slow(3*time.Second))
		return flows.Advance(), ended
	})
	p := dialIn(t, compile(t, "defaults: {hotkeys: {0: {log: zero}}}\nflows: {main: {on_hangup: work, steps: [work, hangup]}}", spec), "4s 0")
	if len(over) != 2 || over[0] || !over[1] || ended != nil || p.logged() != "" || p.hot() != "" || p.phone.Elapsed() != 6*time.Second {
		t.Errorf("over %v, the last work ended with %v, logged %q, took %v", over, ended, p.logged(), p.phone.Elapsed())
	}
}

// inParallel is a telephone whose work runs beside the walk, as a real one's does.
type inParallel struct {
	*flowtest.Phone
	done chan error
}

func (p *inParallel) Work(ctx context.Context, work func(context.Context) (any, error)) (string, error) {
	go func() {
		_, err := work(ctx)
		p.done <- err
	}()
	return "work", nil
}

// TestAHangupEndsTheWorkBesideTheCall: it need not run on for its answer.
func TestAHangupEndsTheWorkBesideTheCall(t *testing.T) {
	spec := workSpec(func(ctx context.Context, r *flows.Run) (flows.Next, error) {
		_, err := r.Do(ctx, time.Minute, func(ctx context.Context) (any, error) {
			<-ctx.Done()
			return nil, context.Cause(ctx)
		})
		return flows.Advance(), err
	})
	program := compile(t, "flows: {main: [work]}", spec)
	phone := &inParallel{flowtest.NewPhone(flowtest.Options{}, parse(t, "1s hangup")...), make(chan error)}
	outcome := flows.NewWalker(program, phone, flows.Options{Flow: program.Flow("main")}).Run(phone.Context())
	if err := <-phone.done; !errors.Is(err, flows.ErrHangup) || outcome.Status != flows.HungUp {
		t.Errorf("the work ended with %v, the call %+v", err, outcome)
	}
}
