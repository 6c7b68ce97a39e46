//go:build unix

package records

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"testing"
	"time"

	"github.com/ariapp/ariapp/flows"
)

// daemonEnv tells the test's program that it is a daemon with records in that folder, to be killed.
const daemonEnv = "ARIAPP_TEST_RECORDS"

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
	r.Begin(caller("1.1")).End(flows.Outcome{Status: flows.Ended}, true)
	c := r.Begin(caller("1.2"))
	c.Observe(fact(flows.AnswerBegun, flows.Fact{}))
	for { // facts come until the end, so that one is always on its way
		c.Observe(fact(flows.StepBegun, flows.Fact{Step: "main/1"}))
		<-time.After(time.Millisecond)
	}
}

// Law: a daemon that is killed while it writes leaves what it has written; the
// next start gives the call that was under way its one ending, and no call twice.
func TestAKilledDaemon(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	p := place{folder: t.TempDir()}
	command := exec.Command(self)
	command.Env = append(os.Environ(), daemonEnv+"="+p.folder)
	command.Stderr = os.Stderr
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	awaitCall(t, p, "1.2")
	if err := command.Process.Kill(); err != nil {
		t.Error(err)
	}
	if err := command.Wait(); err == nil {
		t.Error("the daemon was not killed")
	}
	for range 2 {
		closed(t, p.open(t, &clock{time.Now()}))
	}
	rows := p.list(t, Filter{})
	if len(rows) != 2 || rows[0].Result != Lost || rows[0].UniqueID != "1.2" || rows[1].Result != "ended" {
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

// awaitCall waits until a call is in the database.
func awaitCall(t *testing.T, p place, id string) {
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
		if closing := reader.Close(); err == nil && closing == nil && len(whole.Events) > 2 {
			return
		}
	}
}
