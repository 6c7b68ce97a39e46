//go:build linux && asterisk

package asterisk

import (
	"context"
	"fmt"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/ariapp/ariapp/ari"
	"github.com/ariapp/ariapp/test/asterisk/sip"
)

const (
	// crowd is how many calls are under way meanwhile.
	crowd = 100
	// crowdStays is how long each of them stays in its menu: ten reloads of reloadTimeout, and a call behind each, fit in.
	crowdStays = 48 * time.Second
	reloads    = 10
	// reloadTimeout is how long a reload may take while they are there.
	reloadTimeout = 3 * time.Second
	// notReloaded is what the log says of a file that is not used.
	notReloaded = "the configuration was not reloaded"
)

// version is a file whose calls end where its number says.
func version(number int) string {
	return strings.ReplaceAll(`
app: {name: "${env.RIG_APP}", answer_delay: 100ms}
asterisk: {url: "${env.RIG_URL}", username: "${env.RIG_USER}", password: "${env.RIG_PASSWORD}"}
server: {listen: 127.0.0.1:0}
numbers: {"7300": main}
flows:
  main:
    - menu:
        prompt: beep
        first_timeout: 60s
        choices:
          1: {call: leave}
          2: {continue: {context: onward, extension: wrong}}
  leave:
    - play: beep
    - continue: {context: onward, extension: NAME}
`, "NAME", versionName(number))
}

// versionName is where the calls of a version end: version-a, version-b and so on.
func versionName(number int) string { return "version-" + string(rune('a'+number)) }

// broken are files that are not used, each for a reason of its own.
func broken(number int) string {
	text := version(number)
	return []string{
		text[:len(text)/2],
		strings.ReplaceAll(text, "play: beep", "plai: beep"),
		strings.ReplaceAll(text, "call: leave", "call: nowhere"),
		strings.ReplaceAll(text, "answer_delay: 100ms", "answer_delay: soon"),
		"",
	}[number%5]
}

// replaceFile writes a file anew, as editors do: nobody sees half of it.
func replaceFile(t *testing.T, path, text string) {
	t.Helper()
	fresh := path + ".new"
	writeFile(t, text, fresh)
	if err := os.Rename(fresh, path); err != nil {
		t.Fatal(err)
	}
}

// Law: a reload, good or bad, disturbs none of a hundred calls that are in
// their menus: each ends as the version says that it began with. Calls that
// come get the newest version that was right.
func TestReloadUnderCalls(t *testing.T) {
	file := writeFile(t, version(0), t.TempDir(), "ivr.yaml")
	d, c := start(t, file, "--watch=false"), client(t)
	d.complains = []string{notReloaded}
	const old, fresh = "861", "862"
	for i := range crowd {
		forget(t, c, fmt.Sprintf("ONWARD_%s%d", old, i+1))
	}
	t.Cleanup(func() { hangUpAll(t, c, old) })
	run, err := phone().Start(t.Context(), sip.Call{To: "7300", From: old + sip.EachNumber, Script: sip.Script{
		sip.Answered(), sip.Pause(crowdStays), sip.Press("1"), sip.ExpectByeWithin(dialled),
	}}, sip.Load{Calls: crowd, Rate: 50})
	if err != nil {
		t.Fatal(err)
	}
	d.awaitFor(t, "a hundred calls", func() bool { return d.channels(t) == crowd })
	present := 0
	for i := range reloads {
		d.reloadTo(t, file, i, &present)
		from := fmt.Sprintf("%s%d", fresh, i)
		forget(t, c, "ONWARD_"+from)
		if _, err := phone().Place(t.Context(), sip.Call{To: "7300", From: from, Script: sip.Script{
			sip.Answered(), sip.Press("1"), sip.ExpectByeWithin(dialled),
		}}); err != nil {
			t.Errorf("after reload %d: %v", i, err)
		}
		await(t, c, "ONWARD_"+from, versionName(present))
	}
	if left := d.channels(t); left != crowd {
		t.Errorf("%d of the first calls were there during all reloads; want %d", left, crowd)
	}
	if _, err := run.Wait(); err != nil {
		t.Error(err)
	}
	for i := range crowd {
		await(t, c, fmt.Sprintf("ONWARD_%s%d", old, i+1), versionName(0))
	}
	d.awaitIdle(t, crowd+reloads)
}

// hangUpAll ends what a failed test has left of these callers.
func hangUpAll(t *testing.T, c *ari.Client, from string) {
	t.Helper()
	ctx := context.WithoutCancel(t.Context())
	channels, err := c.Channels.List(ctx)
	if err != nil {
		t.Error(err)
	}
	for _, channel := range channels {
		if strings.HasPrefix(channel.Caller.Number, from) {
			t.Logf("%s is left", channel.Name)
			_ = c.Channels.Hangup(ctx, channel.ID, ari.ChannelsHangupParams{}) // it may be gone
		}
	}
}

// reloadTo has the daemon read the next version; each second one is broken.
func (d *daemon) reloadTo(t *testing.T, file string, number int, present *int) {
	t.Helper()
	says, text := `msg="the configuration was reloaded"`, version(number+1)
	if number%2 == 1 {
		says, text = `msg="`+notReloaded, broken(number/2)
	} else {
		*present = number + 1
	}
	times := strings.Count(d.logged(), says)
	replaceFile(t, file, text)
	began := time.Now()
	d.signal(t, syscall.SIGHUP)
	d.awaitLogged(t, says, times+1)
	if took := time.Since(began); took > reloadTimeout {
		t.Errorf("reload %d took %v", number, took)
	}
}

// channels is how many of Asterisk's are in the daemon's hands.
func (d *daemon) channels(t *testing.T) int {
	t.Helper()
	application, err := d.client.Applications.Get(t.Context(), lab.App)
	if err != nil {
		t.Fatal(err)
	}
	return len(application.ChannelIDs)
}

// Law: with the file watched, to write it is enough.
func TestWrittenFileIsReloaded(t *testing.T) {
	file := writeFile(t, version(0), t.TempDir(), "ivr.yaml")
	d, c := start(t, file), client(t)
	d.complains = []string{notReloaded}
	replaceFile(t, file, broken(1))
	d.awaitLogged(t, `msg="`+notReloaded, 1)
	writeFile(t, version(1), file)
	d.awaitLogged(t, `msg="the configuration was reloaded"`, 1)
	forget(t, c, "ONWARD_8630")
	_, err := phone().Place(t.Context(), sip.Call{To: "7300", From: "8630", Script: sip.Script{
		sip.Answered(), sip.Press("1"), sip.ExpectByeWithin(dialled),
	}})
	if err != nil {
		t.Error(err)
	}
	await(t, c, "ONWARD_8630", versionName(1))
	d.awaitIdle(t, 1)
}
