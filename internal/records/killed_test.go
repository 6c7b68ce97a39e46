//go:build unix

package records

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"testing"
	"time"

	"github.com/ariapp/ariapp/flows"
)

// daemonEnv tells the test's program that it is a daemon with records in that folder, to be killed; beganEnv when its
// call began, lifeEnv that it goes on with it, in that life.
const (
	daemonEnv = "ARIAPP_TEST_RECORDS"
	beganEnv  = "ARIAPP_TEST_RECORDS_BEGAN"
	lifeEnv   = "ARIAPP_TEST_RECORDS_LIFE"
)

func TestMain(m *testing.M) {
	if folder := os.Getenv(daemonEnv); folder != "" {
		daemon(folder)
	}
	os.Exit(m.Run())
}

// daemon has a call that is over, and one that is under way until the daemon is killed.
func daemon(folder string) {
	r, err := Open(Options{Folder: folder, Events: true})
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	begun := caller("1.2")
	if begun.Call.Started, err = time.Parse(time.RFC3339Nano, os.Getenv(beganEnv)); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	var c *Recorder
	if life, err := strconv.Atoi(os.Getenv(lifeEnv)); err == nil {
		c = r.Resume(begun, life)
		r.EndLost()
	} else {
		r.Begin(caller("1.1")).End(flows.Outcome{Status: flows.Ended}, true)
		c = r.Begin(begun)
	}
	c.Observe(fact(flows.AnswerBegun, flows.Fact{}))
	for { // facts come until the end, so that one is always on its way
		c.Observe(fact(flows.StepBegun, flows.Fact{Step: "main/1"}))
		<-time.After(time.Millisecond)
	}
}

// killed is a daemon that was killed when its call had at least so many events.
func killed(t *testing.T, p place, began time.Time, life string, events int) {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	command := exec.Command(self)
	command.Env = append(os.Environ(), daemonEnv+"="+p.folder, beganEnv+"="+began.Format(time.RFC3339Nano), lifeEnv+"="+life)
	command.Stderr = os.Stderr
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	awaitCall(t, p, "1.2", events)
	if err := command.Process.Kill(); err != nil {
		t.Error(err)
	}
	if err := command.Wait(); err == nil {
		t.Error("the daemon was not killed")
	}
}

// Law: a daemon that is killed while it writes leaves what it has written; the
// next start gives the call that was under way its one ending, and no call twice.
func TestAKilledDaemon(t *testing.T) {
	p := place{folder: t.TempDir()}
	killed(t, p, time.Now(), "", 3)
	for range 2 {
		closed(t, p.open(t, &clock{time.Now()}))
	}
	rows := p.list(t, Filter{})
	if len(rows) != 2 || rows[0].Result != "ended" || rows[1].UniqueID != "1.2" || rows[1].Result != Lost {
		t.Fatalf("got %+v", rows)
	}
	whole, err := p.reader(t).Whole(context.Background(), "1.2")
	if err != nil || len(whole.Events) < 3 {
		t.Fatalf("%d events, %v", len(whole.Events), err)
	}
	last := whole.Events[len(whole.Events)-1]
	if lost := whole.Call; lost.Disposition != Answered || !lost.End.Equal(last.At) || int(lost.Steps) != len(whole.Events)-2 {
		t.Errorf("the last event was at %v, of %d: got %+v", last.At, len(whole.Events), lost)
	}
}

// Law: a call that outlives its daemon twice has one row, one answer, every step that was written, and one ending.
func TestACallOutlivesItsDaemons(t *testing.T) {
	p := place{folder: t.TempDir()}
	began := micro(time.Now())
	killed(t, p, began, "", 3)
	killed(t, p, began, "2", 300) // what the one before has left is taken before this one's
	begun := caller("1.2")
	begun.Call.Started = began
	r := p.again(t, &clock{time.Now()})
	c := r.Resume(begun, 3)
	r.EndLost()
	c.End(flows.Outcome{Status: flows.HungUp, Cause: flows.CauseNormal}, true)
	closed(t, r)
	rows := p.list(t, Filter{})
	if len(rows) != 2 || rows[0].Result != "ended" || rows[1].UniqueID != "1.2" || rows[1].Result != "hung-up" {
		t.Fatalf("got %+v", rows)
	}
	whole, err := p.reader(t).Whole(context.Background(), "1.2")
	if err != nil {
		t.Fatal(err)
	}
	of := map[string]int{}
	for _, e := range whole.Events {
		of[e.Kind]++
	}
	if of["entered"] != 1 || of["resumed"] != 2 || of["ended"] != 1 || of["answer-begun"] != 2 || int(whole.Call.Steps) != of["step-begun"] || of["step-begun"] < 200 {
		t.Errorf("%d steps, events %v", whole.Call.Steps, of)
	}
	if !whole.Call.Start.Equal(began) || whole.Call.Answer.Sub(began) > 5*time.Second {
		t.Errorf("it began at %v, answered at %v", whole.Call.Start, whole.Call.Answer)
	}
}

// awaitCall waits until a call is in the database, with so many events.
func awaitCall(t *testing.T, p place, id string, events int) {
	t.Helper()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	deadline := time.After(30 * time.Second)
	for {
		select {
		case <-tick.C:
		case <-deadline:
			t.Fatalf("the call %s is not in the database", id)
		}
		reader, err := OpenReader(p.dsn, p.folder)
		if err != nil {
			continue // it is not there yet
		}
		whole, err := reader.Whole(context.Background(), id)
		if closing := reader.Close(); err == nil && closing == nil && len(whole.Events) >= events {
			return
		}
	}
}
