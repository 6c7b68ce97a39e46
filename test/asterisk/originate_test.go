//go:build linux && asterisk

package asterisk

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/ariapp/ariapp/test/asterisk/sip"
)

// apiToken opens the daemon's door for programs.
const apiToken = "a-token-that-only-this-test-has-1234567890"

const originateFile = `
server: {listen: 127.0.0.1:0}
api: {tokens: {crm: "sha256:HASH"}, per_minute: 6000}
outbound: {allow: [ALLOW]}
numbers: {"7990": main}
flows:
  main:
    - play: beep
    - wait: 4s
    - hangup
`

// calling is a daemon whose API calls whom these rules allow.
func calling(t *testing.T, allow ...string) *daemon {
	t.Helper()
	hash := fmt.Sprintf("%x", sha256.Sum256([]byte(apiToken)))
	return party(t, strings.NewReplacer("HASH", hash, "ALLOW", strings.Join(allow, ", ")).Replace(originateFile))
}

// outcome is the answer to an order, as docs/api.md has it.
type outcome struct {
	ID, Detail string
	Outcome    *struct {
		Answered bool
		Cause    string
		SIP      int `json:"sip_status"`
	}
}

// order asks the API for a call and returns its answer.
func order(t *testing.T, address, token, key string, body map[string]any) (outcome, int) {
	t.Helper()
	data, err := json.Marshal(body)
	if err != nil {
		t.Fatal(err)
	}
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, address+"/api/v1/originate?wait=true",
		bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer "+token)
	request.Header.Set("Idempotency-Key", key)
	var o outcome
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Error(err)
		return o, 0
	}
	defer response.Body.Close()
	if err := json.NewDecoder(response.Body).Decode(&o); err != nil {
		t.Error(err)
	}
	return o, response.StatusCode
}

// Law: click-to-call connects the two; they hear each other; whoever hangs up ends both.
func TestClickToCall(t *testing.T) {
	agent, customer := answerer(t, sip.Manner{Speaks: true}), answerer(t, sip.Manner{Rings: time.Second, Speaks: true,
		Leaves: 3 * time.Second})
	d := calling(t, `"`+endpoint(agent)+`"`, `"`+endpoint(customer)+`"`)
	made, status := order(t, d.address(t), apiToken, "click", map[string]any{"endpoint": endpoint(agent),
		"connect": endpoint(customer), "caller_id": map[string]string{"name": "Shop", "number": "4711"}})
	if status != http.StatusCreated || made.Outcome == nil || !made.Outcome.Answered {
		t.Errorf("%d %+v", status, made)
	}
	again, status := order(t, d.address(t), apiToken, "click", map[string]any{"endpoint": endpoint(agent),
		"connect": endpoint(customer), "caller_id": map[string]string{"name": "Shop", "number": "4711"}})
	if status != http.StatusCreated || again.ID != made.ID {
		t.Errorf("the same order again: %d %+v, not %+v", status, again, made)
	}
	for _, phone := range []*sip.Answerer{customer, agent} {
		if err := phone.Ended(inTime(t)); err != nil {
			t.Error(err)
		}
	}
	d.awaitIdle(t, 1)
	if invited := agent.Invited(); !strings.Contains(invited, `"Shop" <sip:4711@`) {
		t.Errorf("the agent sees\n%s", invited)
	}
	for name, phone := range map[string]*sip.Answerer{"agent": agent, "customer": customer} {
		if long := says(phone.Close()); long < time.Second {
			t.Errorf("the %s heard the other for %v", name, long)
		}
	}
}

// Law: what comes of ringing is told; without the token, or against the rules, nobody is called.
func TestOriginateStatuses(t *testing.T) {
	busy, silent, other := answerer(t, sip.Manner{Status: 486}), answerer(t, sip.Manner{Rings: -1}), answerer(t, sip.Manner{})
	defer busy.Close()
	defer silent.Close()
	defer other.Close()
	d := calling(t, `"`+endpoint(busy)+`"`, `"`+endpoint(silent)+`"`)
	for _, c := range []struct {
		name, token string
		phone       *sip.Answerer
		status      int
		cause       string
	}{
		{"busy", apiToken, busy, http.StatusCreated, "busy"},
		{"no answer", apiToken, silent, http.StatusCreated, "no_answer"},
		{"not allowed", apiToken, other, http.StatusForbidden, ""},
		{"another token", "another-token-that-nobody-knows-1234567890", busy, http.StatusUnauthorized, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, status := order(t, d.address(t), c.token, c.name, map[string]any{"endpoint": endpoint(c.phone), "flow": "main",
				"timeout": 2})
			if status != c.status || c.cause != "" && (got.Outcome == nil || got.Outcome.Answered || got.Outcome.Cause != c.cause) {
				t.Errorf("%d %+v %+v", status, got, got.Outcome)
			}
		})
	}
	if other.Invited() != "" {
		t.Error("somebody was called who may not be")
	}
	d.awaitIdle(t, 0)
}

// Law: five hundred calls that are asked for at once are all made and answered, without one error; nothing is left.
func TestFiveHundredOriginations(t *testing.T) {
	const calls = 500
	d := calling(t, "Local/_9904@callers/n")
	address := d.address(t)
	var mu sync.Mutex
	var wrong []string
	var asking sync.WaitGroup
	began := time.Now()
	for i := range calls {
		asking.Go(func() {
			got, status := order(t, address, apiToken, fmt.Sprintf("many-%d", i), map[string]any{
				"endpoint": "Local/9904@callers/n", "flow": "main"})
			if status != http.StatusCreated || got.Outcome == nil || !got.Outcome.Answered {
				mu.Lock()
				wrong = append(wrong, fmt.Sprintf("%d: %d %+v", i, status, got))
				mu.Unlock()
			}
		})
	}
	asking.Wait()
	t.Logf("%d calls in %v", calls, time.Since(began))
	if len(wrong) > 0 {
		t.Errorf("%d went wrong, such as %s", len(wrong), wrong[0])
	}
	d.awaitIdle(t, calls)
}
