//go:build linux && asterisk

package asterisk

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/ariapp/ariapp/ari"
	"github.com/ariapp/ariapp/test/asterisk/hearing"
	"github.com/ariapp/ariapp/test/asterisk/sip"
)

const hoursFile = `
app: {name: "${env.RIG_APP}", answer_delay: 100ms}
asterisk: {url: "${env.RIG_URL}", username: "${env.RIG_USER}", password: "${env.RIG_PASSWORD}"}
server: {listen: ADDRESS}
schedules:
  office: {zone: Europe/Berlin, weekly: {mon-sun: 00:00-24:00}}
numbers: {"7500": main, "7501": staff}
flows:
  main:
    - hours:
        id: office
        schedule: office
        open: {continue: {context: onward, extension: opened}}
        closed: {continue: {context: onward, extension: closed}}
  staff:
    - override:
        id: door
        schedule: office
        mode: closed
        time: 1h
        pin: {value: "4711", prompt: agent-pass, attempts: 2}
    - play: {media: auth-thankyou, when: steps.door.status == "ok"}
    - hangup
`

// commandTimeout bounds one run of the command line.
const commandTimeout = 30 * time.Second

// run runs the binary and returns what it prints and its exit code.
func runBinary(t *testing.T, args ...string) (stdout, stderr string, code int) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), commandTimeout)
	defer cancel()
	cmd := exec.CommandContext(ctx, binary, args...)
	cmd.Env = environment()
	var out, says bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &says
	err := cmd.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatalf("ariapp %v: %v", args, err)
	}
	return out.String(), says.String(), cmd.ProcessState.ExitCode()
}

// does runs the binary, which must succeed and print this text.
func does(t *testing.T, want string, args ...string) {
	t.Helper()
	stdout, stderr, code := runBinary(t, args...)
	if code != 0 || !strings.Contains(stdout, want) {
		t.Errorf("ariapp %v exits with %d and prints %q, %q; want %q", args, code, stdout, stderr, want)
	}
}

// finds makes a call that finds the office open or closed.
func finds(t *testing.T, c *ari.Client, want string) {
	t.Helper()
	const from = "8650"
	forget(t, c, "ONWARD_"+from)
	_, err := phone().Place(t.Context(), sip.Call{To: "7500", From: from, Script: sip.Script{
		sip.Answered(), sip.ExpectByeWithin(dialled),
	}})
	if err != nil {
		t.Error(err)
	}
	await(t, c, "ONWARD_"+from, want)
}

// Law: what is opened or closed by hand, from the command line, over HTTP or by
// a telephone with its PIN, decides for the next call, and outlives the daemon.
func TestOverrides(t *testing.T) {
	address, data := freeAddress(t), t.TempDir()
	file := writeFile(t, strings.ReplaceAll(hoursFile, "ADDRESS", address), t.TempDir(), "ivr.yaml")
	d, c := startOn(t, data, file), client(t)
	finds(t, c, "opened")
	does(t, "office               closed  override closed by anna", "schedules", "-c", file, "set", "office", "closed",
		"--by", "anna", "--for", "2h")
	finds(t, c, "closed")
	does(t, "office               open", "schedules", "-c", file, "clear", "office")
	finds(t, c, "opened")
	overHTTP(t, http.MethodPut, address, `{"mode": "closed", "by": "a program"}`)
	finds(t, c, "closed")
	overHTTP(t, http.MethodDelete, address, "")
	finds(t, c, "opened")

	staff := func(first, second string, want ...string) {
		t.Helper()
		heard := listenTo(t, sip.Call{To: "7501", From: "8651", Script: sip.Script{
			sip.Answered(), sip.Pause(beat), sip.Press(first), sip.Pause(beat), sip.Press(second),
			sip.ExpectByeWithin(dialled),
		}})
		ear().Expect(t, heard, in("en", want...))
	}
	staff("0000#", "4712#", "agent-pass"+hearing.Cut, "agent-pass"+hearing.Cut)
	finds(t, c, "opened")
	staff("0000#", "4711#", "agent-pass"+hearing.Cut, "agent-pass"+hearing.Cut, "auth-thankyou")
	finds(t, c, "closed")
	does(t, "by 8651", "schedules", "-c", file, "list")
	if log := d.logged(); strings.Contains(log, "4711") {
		t.Error("the PIN stands in the log")
	}
	d.awaitIdle(t, 9)
	d.terminate(t)
	d.awaitStopped(t)

	second := startOn(t, data, file)
	finds(t, c, "closed")
	second.awaitIdle(t, 1)
}

// overHTTP sends a command to the office's schedule.
func overHTTP(t *testing.T, method, address, body string) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), method, "http://"+address+"/api/schedules/office/override",
		strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		t.Errorf("%s: %s", method, response.Status)
	}
}
