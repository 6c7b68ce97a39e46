//go:build linux && asterisk

package asterisk

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/ariapp/ariapp/ari"
)

const (
	buildTimeout = 5 * time.Minute
	// stopTimeout is how long the daemon may take to end.
	stopTimeout = 20 * time.Second
	// tidyTimeout is how long it may tidy up behind calls of which it has told that they are over.
	tidyTimeout = 3 * time.Second
	// shippedFile is the ivr.yaml that users get.
	shippedFile = "../../ivr.yaml"
	// shippedURL is the Asterisk that it names.
	shippedURL = "http://127.0.0.1:8088/ari"
)

// binary is the ariapp under test, built once by [TestMain].
var binary string

// build makes the binary in a folder of its own.
func build(dir string) error {
	ctx, cancel := context.WithTimeout(context.Background(), buildTimeout)
	defer cancel()
	binary = filepath.Join(dir, "ariapp")
	output, err := exec.CommandContext(ctx, "go", "build", "-o", binary, "../../cmd/ariapp").CombinedOutput()
	if err != nil {
		return fmt.Errorf("building ariapp: %w\n%s", err, output)
	}
	return nil
}

// daemon is `ariapp serve` at work on the lab's Asterisk.
type daemon struct {
	client *ari.Client
	cmd    *exec.Cmd
	ended  bool
	// data is the folder of what outlives the daemon.
	data string
	// complains are errors that the log is to have.
	complains []string
	// again tells that channels come in several times, each time with a call of its own.
	again bool
	mu    sync.Mutex
	log   bytes.Buffer
}

// serve runs the daemon on testdata/ivr.yaml until the test ends.
func serve(t *testing.T) *daemon {
	t.Helper()
	return start(t, "testdata/ivr.yaml")
}

// start runs the daemon on a file until the test ends, and returns when it is
// connected. It must end by itself when it is told to, with exit code 0 and
// without a call in its hands.
func start(t *testing.T, file string, flags ...string) *daemon {
	t.Helper()
	return startOn(t, t.TempDir(), file, flags...)
}

// startOn is start with a folder of what outlives the daemon.
func startOn(t *testing.T, data, file string, flags ...string) *daemon {
	t.Helper()
	return startWith(t, nil, data, file, flags...)
}

// startWith is startOn with more in the daemon's environment.
func startWith(t *testing.T, more []string, data, file string, flags ...string) *daemon {
	t.Helper()
	return startBy(t, []string{binary}, more, data, file, flags...)
}

// startBy is startWith by another program, or a command that runs it in its own place.
func startBy(t *testing.T, program, more []string, data, file string, flags ...string) *daemon {
	t.Helper()
	command := slices.Concat(program, []string{"serve", "-c", file}, flags)
	d := &daemon{client: client(t), cmd: exec.Command(command[0], command[1:]...), data: data}
	d.cmd.Env = append(append(environment(), "STATE_DIRECTORY="+data), more...)
	d.cmd.Stderr = d
	if err := d.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if !d.ended {
			told := time.Now()
			d.terminate(t)
			d.awaitStopped(t)
			_, drained, hadCalls := strings.Cut(d.logged(), "msg=draining")
			if hadCalls && (callOver.MatchString(drained) || time.Since(told) > tidyTimeout) {
				t.Errorf("the daemon had calls in its hands when all were over:\n%s", drained)
			}
		}
		d.checkLog(t)
	})
	d.awaitLogged(t, "msg=connected ", 1)
	return d
}

// environment tells the binary where the lab is.
func environment() []string {
	return append(os.Environ(), "RIG_URL="+lab.ARIURL, "RIG_USER="+lab.User, "RIG_PASSWORD="+lab.Password.Plain(),
		"RIG_APP="+lab.App, "ARIAPP_ASTERISK_PASSWORD="+lab.Password.Plain())
}

// shipped returns the file that users get, or a copy of it in which only some
// lines are other ones. The lab's own address and names are put in as well.
func shipped(t *testing.T, changes map[string]string) string {
	t.Helper()
	text, err := os.ReadFile(shippedFile)
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]string{
		"url: " + shippedURL: "url: " + lab.ARIURL,
		"username: ariapp":   "username: " + lab.User,
		"name: ivr ":         "name: " + lab.App + " ",
		// The machine's own daemon, if it has one, keeps its port.
		"listen: 127.0.0.1:8089": "listen: 127.0.0.1:0",
	}
	// The office is open, whenever the tests run.
	for rule, open := range map[string]string{"mon-fri: 08:00-18:00": "mon-sun: 00:00-24:00", "sat: 10:00-14:00": "",
		"12-24: 08:00-12:00": "2000-12-24: closed", "01-01: New": "2000-01-01: New", "12-25: C": "2000-12-25: C",
		"12-26: B": "2000-12-26: B"} {
		all[rule] = open
	}
	maps.Copy(all, changes)
	changed := string(text)
	for old, fresh := range all {
		if strings.Count(changed, old) != 1 {
			t.Fatalf("%s has %q %d times", shippedFile, old, strings.Count(changed, old))
		}
		changed = strings.Replace(changed, old, fresh, 1)
	}
	if changed == string(text) {
		return shippedFile
	}
	path := filepath.Join(t.TempDir(), "ivr.yaml")
	if err := os.WriteFile(path, []byte(changed), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// terminate tells the daemon to end, as a service manager does.
func (d *daemon) terminate(t *testing.T) {
	t.Helper()
	if err := d.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Error(err)
	}
}

// awaitStopped waits for a daemon that was told to end, and kills one that stays.
func (d *daemon) awaitStopped(t *testing.T) {
	t.Helper()
	kill := time.AfterFunc(stopTimeout, func() { _ = d.cmd.Process.Kill() })
	defer kill.Stop()
	d.ended = true
	if err := d.cmd.Wait(); err != nil {
		t.Errorf("the daemon ended with %v", err)
	}
}

// kill ends the daemon in the middle of whatever it does.
func (d *daemon) kill(t *testing.T) {
	t.Helper()
	if err := d.cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	d.ended = true
	_ = d.cmd.Wait() // says that it was killed
}

var (
	endOfCall = regexp.MustCompile(`msg="a call (?:ended|failed|goes back to the dialplan)".* call=(\S+)`)
	// callOver is said when a call is over here: a daemon that has tidied up says it of none any more.
	callOver = regexp.MustCompile(`msg="a call (?:ended|failed|goes )`)
)

// ends counts, by channel, how often the daemon says that a call is over.
func (d *daemon) ends() map[string]int {
	ends := map[string]int{}
	for _, line := range endOfCall.FindAllStringSubmatch(d.logged(), -1) {
		ends[line[1]]++
	}
	return ends
}

// checkLog looks for what must not stand in the log of any test.
func (d *daemon) checkLog(t *testing.T) {
	t.Helper()
	log := d.logged()
	faults := log
	for _, complaint := range d.complains {
		faults = strings.ReplaceAll(faults, "level=ERROR msg=\""+complaint, "")
	}
	if strings.Contains(log, lab.Password.Plain()) {
		t.Error("the password stands in the log")
	}
	for _, word := range []string{"level=ERROR", "cannot be stopped", "an orphan stays"} {
		if strings.Contains(faults, word) {
			t.Errorf("the log has %q", word)
		}
	}
	for channel, times := range d.ends() {
		if times != 1 && !d.again {
			t.Errorf("the call of %s ended %d times", channel, times)
		}
	}
	if t.Failed() {
		t.Logf("the daemon's log:\n%s", log)
	}
}

// Write takes the daemon's log.
func (d *daemon) Write(line []byte) (int, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.log.Write(line)
}

func (d *daemon) logged() string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.log.String()
}

// awaitLogged waits until a text stands in the log so many times.
func (d *daemon) awaitLogged(t *testing.T, text string, times int) {
	t.Helper()
	d.awaitFor(t, fmt.Sprintf("%q in the log", text), func() bool {
		return strings.Count(d.logged(), text) >= times
	})
}

// awaitIdle waits until so many calls have ended and nothing is left in
// Asterisk: neither a channel nor a bridge, nor one that the application still
// hears of.
func (d *daemon) awaitIdle(t *testing.T, calls int) {
	t.Helper()
	d.awaitFor(t, fmt.Sprintf("the end of %d calls", calls), func() bool { return len(d.ends()) == calls })
	d.awaitEmpty(t)
}

// awaitEmpty waits until Asterisk has neither a channel nor a bridge, nor the application one.
func (d *daemon) awaitEmpty(t *testing.T) {
	t.Helper()
	d.awaitFor(t, "the last call to leave", func() bool {
		application, err := d.client.Applications.Get(t.Context(), lab.App)
		if errors.Is(err, ari.ErrNotFound) {
			return true // with its daemon the application has gone
		}
		if err != nil {
			t.Fatal(err)
		}
		return len(application.ChannelIDs) == 0 && len(application.BridgeIDs) == 0
	})
	d.awaitFor(t, "Asterisk to be empty", func() bool {
		channels, err := d.client.Channels.List(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		bridges, err := d.client.Bridges.List(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return len(channels) == 0 && len(bridges) == 0
	})
}

// awaitFor waits until something is so.
func (d *daemon) awaitFor(t *testing.T, what string, isSo func() bool) {
	t.Helper()
	deadline := time.After(awaitTimeout)
	tick := time.NewTicker(awaitTick)
	defer tick.Stop()
	for !isSo() {
		select {
		case <-tick.C:
		case <-deadline:
			t.Fatalf("waited in vain for %s:\n%s", what, d.logged())
		}
	}
}
