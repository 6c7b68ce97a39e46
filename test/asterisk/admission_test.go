//go:build linux && asterisk

package asterisk

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ariapp/ariapp/test/asterisk/sip"
)

// turnedAway is how long a call that is not taken may wait for the dialplan's answer.
const turnedAway = 1500 * time.Millisecond

const admissionFile = `
app: {name: "${env.RIG_APP}", max_calls: 5}
asterisk: {url: "${env.RIG_URL}", username: "${env.RIG_USER}", password: "${env.RIG_PASSWORD}"}
server: {listen: ADDRESS}
numbers: {"7400": main}
flows: {main: [answer, {wait: 60s}]}
`

// freeAddress is one on loopback that was free a moment ago.
func freeAddress(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	return listener.Addr().String()
}

// Law: of ten calls five are taken, as app.max_calls says; the others are in the
// dialplan at once, at its label nobody, and are not tried a second time. When
// the five have gone the next one is taken.
func TestAdmission(t *testing.T) {
	address := freeAddress(t)
	file := writeFile(t, strings.ReplaceAll(admissionFile, "ADDRESS", address), t.TempDir(), "ivr.yaml")
	d, w := start(t, file), watch(t)
	const calls, taken = 10, 5
	result, err := phone().PlaceMany(t.Context(), sip.Call{To: "7400", From: "864" + sip.EachNumber, Script: sip.Script{
		sip.Answered(), sip.Pause(3 * time.Second), sip.Hangup(),
	}}, sip.Load{Calls: calls, Rate: 50})
	if err != nil {
		t.Error(err)
	}
	if slowest := result.Setup(1); slowest > turnedAway {
		t.Errorf("somebody waited %v; want %v at most", slowest, turnedAway)
	}
	refused := 0
	for i := range calls {
		story := w.ended(t, fmt.Sprintf("864%d", i+1))
		if slices.Contains(story, "callers/7400 Playback") {
			refused++
		}
		if tries := strings.Count(strings.Join(story, "\n"), "Stasis"); tries != 1 {
			t.Errorf("call %d was tried %d times: %q", i+1, tries, story)
		}
	}
	if refused != calls-taken {
		t.Errorf("%d calls went to the dialplan; want %d", refused, calls-taken)
	}
	d.awaitIdle(t, calls)
	if want := `ariapp_calls_refused_total{reason="max_calls"} 5`; !strings.Contains(get(t, address, "/metrics"), want) {
		t.Errorf("the metrics have no %s", want)
	}
	if _, err := phone().Place(t.Context(), sip.Call{To: "7400", From: "86499", Script: sip.Script{
		sip.Answered(), sip.Pause(500 * time.Millisecond), sip.Hangup(),
	}}); err != nil {
		t.Error(err)
	}
	if story := w.ended(t, "86499"); slices.Contains(story, "callers/7400 Playback") {
		t.Errorf("a call after the five was not taken: %q", story)
	}
	d.awaitIdle(t, calls+1)
}

// get reads a page of the daemon's server.
func get(t *testing.T, address, path string) string {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://"+address+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil || response.StatusCode != http.StatusOK {
		t.Fatalf("%s: %s, %v", path, response.Status, err)
	}
	return string(body)
}
