package app

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/ariapp/ariapp"
	fakeari "github.com/ariapp/ariapp/test/fake-ari"
)

func heard(c *fakeari.Call, media string) bool {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	return c.AwaitHeard(ctx, media) == nil
}

// No line of the log, at the lowest level and whatever fails, shows a PIN, one
// of its keys, or the password.
func TestTheLogKeepsSecrets(t *testing.T) {
	faults := map[string]fakeari.Fault{
		"none":                   {Name: fakeari.Delay, Event: "StasisEnd"},
		"stop refused":           {Name: fakeari.ErrorOnce, Operation: "playbacks.stop", Times: -1},
		"stop unanswered":        {Name: fakeari.Drop, Operation: "playbacks.stop", Times: -1},
		"the third play refused": {Name: fakeari.ErrorOnce, Operation: "channels.playWithId", After: 2, Times: -1},
		"the third play lost":    {Name: fakeari.Drop, Operation: "channels.playWithId", After: 2, Times: -1},
		"continue refused":       {Name: fakeari.ErrorOnce, Operation: "channels.continueInDialplan", Times: -1},
		"ends forgotten":         {Name: fakeari.ForgetPlaybackEnd, Times: -1},
		"no password":            {Name: fakeari.ErrorOnce, Operation: "channels.answer", Status: 401},
	}
	text := strings.NewReplacer("http://127.0.0.1:8088/ari", "http://pbx:8088/ari",
		"${env.ARIAPP_ASTERISK_PASSWORD:-ariapp}", "secret", "answer_delay: 500ms", "answer_delay: 0s",
		`"4711"`, `"8642"`).Replace(ariapp.Reference)
	for name, fault := range faults {
		for _, pin := range []string{"8642", "8648"} {
			t.Run(name+"/"+pin, func(t *testing.T) {
				inHouse(t, text, nil, func(h *house) {
					h.srv.Fault(fault)
					c := h.call("201")
					for _, a := range [][2]string{{"sound:vm-enter-num-to-call", "555#"}, {"sound:if-correct-press", "1"},
						{"sound:agent-pass", pin}} {
						if !heard(c, a[0]) {
							break
						}
						time.Sleep(time.Second)
						c.Press(a[1])
					}
					h.srv.Fault(fakeari.Fault{Name: fakeari.CutSocket})
					time.Sleep(time.Minute)
					c.Hangup(16)
					time.Sleep(time.Minute)
					secret := regexp.MustCompile(`8642|8648|text=[2468]\b|secret|c2VjcmV0`)
					for line := range strings.Lines(h.logged()) {
						// clocks and ids of the test are not the caller's
						line = regexp.MustCompile(`time=\S+|took=\S+|retry=\S+|away=\S+|946684800\S*`).ReplaceAllString(line, "")
						if secret.MatchString(line) && !strings.Contains(line, "msg=attempt-") {
							t.Errorf("a secret is in the log: %s", line)
						}
					}
				})
			})
		}
	}
}

// What a caller enters in secret reaches the service that the flow sends it to,
// and no log, fact or metric, however the service takes it.
func TestASecretReachesTheServiceAlone(t *testing.T) {
	const pin = "9182736450"
	services := map[string]struct {
		serve http.HandlerFunc
		hears string
	}{
		"accepts": {func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(`{"name":"ann"}`)) }, "sound:hello-ann"},
		"refuses": {func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(403) }, "sound:wrong"},
		"fails":   {func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(500) }, "sound:wrong"},
		"echoes":  {func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(418); _ = r.Write(w) }, "sound:wrong"},
		"babbles": {func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("<" + pin + ">")) }, "sound:wrong"},
		"redirects": {func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "http://127.0.0.2:1/elsewhere?pin="+pin, http.StatusTemporaryRedirect)
		}, "sound:wrong"},
		"breaks off": {func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, "sound:wrong"},
	}
	for name, service := range services {
		t.Run(name, func(t *testing.T) {
			bodies := make(chan string, 10)
			web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				body, _ := io.ReadAll(r.Body)
				bodies <- string(body)
				r.Body = io.NopCloser(bytes.NewReader(body))
				service.serve(w, r)
			}))
			defer web.Close()
			text := served + "http: {allow: [127.0.0.1/32], retries: 0}\nvars: {who: ''}\n" + `numbers: {"200": main}
flows:
  main:
    - answer
    - collect: {id: pin, prompt: ask, length: 10, secret: true}
    - http:
        url: ` + web.URL + `/check
        json: {pin: "${steps.pin.value}", of: "${call.from}"}
        result: {who: name}
        on_error: [{play: wrong}, hangup]
    - play: "hello-${vars.who}"
    - hangup
`
			outdoors(t, "", text, serving, func(h *house) {
				h.awaitReady()
				c := h.call("200")
				h.hears(c, "sound:ask")
				c.Press(pin)
				h.hears(c, service.hears)
				h.ends(c, fakeari.EndHangup, 16)
				if got := <-bodies; got != `{"of":"100","pin":"`+pin+`"}` {
					t.Errorf("the service got %s", got)
				}
				h.mustLog(`msg="a call ended"`)
				seen := h.counted() + h.asks("GET", "/api/status", "").body
				h.mu.Lock()
				for _, fact := range h.facts {
					seen += fmt.Sprintf("%+v\n", fact)
				}
				h.mu.Unlock()
				if strings.Contains(seen+h.logged(), pin) || regexp.MustCompile(`msg=key.* text=\d`).MatchString(h.logged()) {
					t.Errorf("the secret is shown:\n%s\n%s", seen, h.logged())
				}
			})
		})
	}
}
