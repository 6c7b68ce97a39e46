//go:build linux && asterisk

package asterisk

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/ariapp/ariapp/ari"
	"github.com/ariapp/ariapp/test/asterisk/hearing"
	"github.com/ariapp/ariapp/test/asterisk/sip"
)

// partyHead begins the files of tests in which several talk.
const partyHead = `
app: {name: "${env.RIG_APP}", answer_delay: 0s}
asterisk: {url: "${env.RIG_URL}", username: "${env.RIG_USER}", password: "${env.RIG_PASSWORD}"}
`

// party is a daemon on a file that begins with partyHead.
func party(t *testing.T, text string) *daemon {
	t.Helper()
	return start(t, writeFile(t, partyHead+text, t.TempDir(), "ivr.yaml"))
}

// numbered is the number that leads to one of the flows of [abreast].
func numbered(i int) string { return fmt.Sprintf("78%02d", i) }

// abreast is a daemon with a flow for each of these lists of steps, so that as many calls can be made at once.
func abreast(t *testing.T, head string, flows []string) *daemon {
	t.Helper()
	return party(t, sideBySide(head, flows))
}

// sideBySide is the file of [abreast], without its head.
func sideBySide(head string, flows []string) string {
	var numbers, all strings.Builder
	for i, steps := range flows {
		fmt.Fprintf(&numbers, "  %q: f%d\n", numbered(i), i)
		fmt.Fprintf(&all, "  f%d:\n    %s\n", i, strings.ReplaceAll(steps, "\n", "\n    "))
	}
	return "server: {listen: none}\n" + head + "numbers:\n" + numbers.String() + "flows:\n" + all.String()
}

// bring has a telephone that speaks ring a number: Asterisk calls it, and it is then a caller as any other. SIPp's
// callers say nothing.
func bring(t *testing.T, phone *sip.Answerer, from, number string) {
	t.Helper()
	bringBy(t, endpoint(phone), phone, from, number)
}

// bringBy is bring by an endpoint of one's own.
func bringBy(t *testing.T, by string, phone *sip.Answerer, from, number string) {
	t.Helper()
	c := client(t)
	defer c.Close()
	priority, timeout := int64(1), 10
	callers := "callers"
	_, err := c.Channels.Originate(t.Context(), ari.ChannelsOriginateParams{Endpoint: by, Extension: &number,
		Context: &callers, Priority: &priority, CallerID: &from, Timeout: &timeout})
	if err != nil {
		t.Fatal(err)
	}
	if err := phone.Up(inTime(t)); err != nil {
		t.Fatal(err)
	}
}

// endpoint is how a telephone is dialled.
func endpoint(phone *sip.Answerer) string { return "PJSIP/trunk/" + phone.URI() }

// says is how long a telephone's tone is in the audio.
func says(audio hearing.Audio) time.Duration {
	const step = 100 * time.Millisecond
	long := time.Duration(0)
	for hasTone(audio, long+step) {
		long += step
	}
	return long
}

// hands runs a command of ariapp as a person does, and returns what it prints and its exit code.
func hands(t *testing.T, args ...string) (stdout, stderr string, code int) {
	t.Helper()
	command := exec.CommandContext(t.Context(), binary, args...)
	command.Env = environment()
	var out, told bytes.Buffer
	command.Stdout, command.Stderr = &out, &told
	err := command.Run()
	exit := (*exec.ExitError)(nil)
	if err != nil && !errors.As(err, &exit) {
		t.Error(err)
	}
	return out.String(), told.String(), command.ProcessState.ExitCode()
}

// straight runs a command straight at the lab's Asterisk, without a daemon; it must go well.
func straight(t *testing.T, args ...string) string {
	t.Helper()
	stdout, stderr, code := hands(t, append(args, "--asterisk", lab.ARIURL, "--user", lab.User)...)
	if code != 0 {
		t.Errorf("ariapp %s: %d\n%s%s", strings.Join(args, " "), code, stdout, stderr)
	}
	return stdout
}

// emptyRecordings has the folder of Asterisk's recordings empty before the test and behind it.
func emptyRecordings(t *testing.T) {
	t.Helper()
	empty := func() {
		c, ctx := client(t), context.WithoutCancel(t.Context())
		defer c.Close()
		stored, err := c.Recordings.ListStored(ctx)
		for _, one := range stored {
			err = errors.Join(err, c.Recordings.DeleteStored(ctx, one.Name))
		}
		if err != nil {
			t.Error(err)
		}
	}
	empty()
	t.Cleanup(empty)
}

// awaitFile waits for the only file below a folder whose name ends so.
func awaitFile(t *testing.T, d *daemon, folder, ending string) string {
	t.Helper()
	found := ""
	d.awaitFor(t, "a file "+ending+" in "+folder, func() bool {
		found = ""
		_ = filepath.Walk(folder, func(path string, info os.FileInfo, err error) error {
			if err == nil && !info.IsDir() && strings.HasSuffix(path, ending) {
				found = path
			}
			return nil
		})
		return found != ""
	})
	return found
}

// recorded are the samples of a WAV file of Asterisk's: 16 bits, 8 kHz.
func recorded(t *testing.T, path string) hearing.Audio {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	_, samples, found := bytes.Cut(data, []byte("data"))
	if !found || len(samples) < 4 {
		t.Fatalf("%s is no WAV file", path)
	}
	return hearing.Audio{Samples: samplesOf(samples[4:])}
}

var listens = regexp.MustCompile(`msg=listening address=(\S+)`)

// address is where the daemon's API is.
func (d *daemon) address(t *testing.T) string {
	t.Helper()
	at := ""
	d.awaitFor(t, "the server's address", func() bool {
		if found := listens.FindStringSubmatch(d.logged()); found != nil {
			at = found[1]
		}
		return at != ""
	})
	return fmt.Sprintf("http://%s", at)
}
