package app

import (
	"context"
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
						if secret.MatchString(line) && !strings.Contains(line, "attempt-begun") {
							t.Errorf("a secret is in the log: %s", line)
						}
					}
				})
			})
		}
	}
}
