//go:build linux && asterisk

package asterisk

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/ariapp/ariapp/test/asterisk/hearing"
	"github.com/ariapp/ariapp/test/asterisk/sip"
)

const (
	// fillerAfter is the default of the step's filler_after, silenceMax the longest
	// silence that a caller may hear while it runs.
	fillerAfter = 2 * time.Second
	silenceMax  = fillerAfter + 500*time.Millisecond
	// slowly is how long the slow service takes, hangs how long the one that hangs.
	slowly = 4500 * time.Millisecond
	hangs  = 30 * time.Second
	// late is how much later a beep may be heard than it was played, on a machine that has much to do.
	late = 500 * time.Millisecond
	// hangBudget is the budget of the request to the one that hangs.
	hangBudget = 5 * time.Second
	// atOnce is how soon a failure that needs no waiting is heard of.
	atOnce = 1500 * time.Millisecond
	// endless is more than any caller waits for: 5 GB.
	endless = 5 << 30
)

const httpFile = `
app: {name: "${env.RIG_APP}"}
asterisk: {url: "${env.RIG_URL}", username: "${env.RIG_USER}", password: "${env.RIG_PASSWORD}"}
server: {listen: none}
http: {allow: ["SERVICE"]}
numbers: {"7701": slow, "7702": hanging, "7703": huge, "7704": redirected, "7705": page, "7706": quick, "7707": refused}
flows:
  slow:
    - play: beep
    - http: {url: "http://SERVICE/slow", timeout: 8s, filler: demo-congrats, result: {digit: digit}, on_error: {call: failed}}
    - say: {digits: "${vars.digit}"}
    - hangup
  hanging:
    - play: beep
    - http: {url: "http://SERVICE/hanging", timeout: 2s, budget: 5s, filler: demo-congrats, on_error: {call: failed}}
    - say: {digits: "9"}
    - hangup
  huge:
    - play: beep
    - http: {url: "http://SERVICE/huge", filler: demo-congrats, on_error: {call: failed}}
    - say: {digits: "9"}
    - hangup
  redirected:
    - play: beep
    - http: {url: "http://SERVICE/redirected", filler: demo-congrats, on_error: {call: failed}}
    - say: {digits: "9"}
    - hangup
  page:
    - play: beep
    - http: {url: "http://SERVICE/page", filler: demo-congrats, result: {digit: digit}, on_error: {call: failed}}
    - say: {digits: "9"}
    - hangup
  quick:
    - play: beep
    - http: {url: "http://SERVICE/quick", filler: demo-congrats, result: {digit: digit}, on_error: {call: failed}}
    - say: {digits: "${vars.digit}"}
    - hangup
  refused:
    - play: beep
    - http: {url: "http://SECRET/", filler: demo-congrats, on_error: {call: failed}}
    - say: {digits: "9"}
    - hangup
  failed: [{play: im-sorry}, hangup]
vars: {digit: ""}
`

// service is a web service that does what others do on their bad days. Nobody
// is to reach secret, another service of this machine.
type service struct {
	*httptest.Server
	secret  *httptest.Server
	reached atomic.Int32 // requests to secret
	left    atomic.Int32 // requests that were given up by the one who asked
	sent    atomic.Int64 // bytes of the endless response
	over    chan struct{}
}

func newService(t *testing.T) *service {
	t.Helper()
	s := &service{over: make(chan struct{})}
	s.secret = httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { s.reached.Add(1) }))
	mux := http.NewServeMux()
	answer := func(w http.ResponseWriter, kind, text string) {
		w.Header().Set("Content-Type", kind)
		_, _ = w.Write([]byte(text)) // who has gone does not read it
	}
	mux.HandleFunc("/quick", func(w http.ResponseWriter, _ *http.Request) { answer(w, "application/json", `{"digit": "3"}`) })
	mux.HandleFunc("/slow", func(w http.ResponseWriter, r *http.Request) {
		s.wait(r, slowly)
		answer(w, "application/json", `{"digit": "4"}`)
	})
	mux.HandleFunc("/hanging", func(_ http.ResponseWriter, r *http.Request) { s.wait(r, hangs) })
	mux.HandleFunc("/page", func(w http.ResponseWriter, _ *http.Request) { answer(w, "text/html", "<h1>Good day</h1>") })
	mux.HandleFunc("/redirected", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, s.secret.URL+"/", http.StatusFound)
	})
	mux.HandleFunc("/huge", func(w http.ResponseWriter, _ *http.Request) {
		part := bytes.Repeat([]byte("5"), 1<<20)
		for s.sent.Load() < endless {
			n, err := w.Write(part)
			if s.sent.Add(int64(n)); err != nil {
				return
			}
		}
	})
	s.Server = httptest.NewServer(mux)
	t.Cleanup(func() {
		close(s.over)
		s.Close()
		s.secret.Close()
	})
	return s
}

// wait lets time pass, until the one who asks has gone or the test is over.
func (s *service) wait(r *http.Request, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-r.Context().Done():
		s.left.Add(1)
	case <-s.over:
	}
}

// longestSilence is the longest one within the audio.
func longestSilence(audio hearing.Audio) time.Duration {
	longest := time.Duration(0)
	for _, p := range pulses(audio) {
		if !p.sounds {
			longest = max(longest, p.length)
		}
	}
	return longest
}

// Law: whatever a web service does, its caller hears something within two and a
// half seconds, and the flow goes on within its budget: with the response, or by
// on_error.
func TestWebServices(t *testing.T) {
	const congrats, sorry = "en/demo-congrats" + hearing.Cut, "en/im-sorry"
	cases := []struct {
		name, number string
		want         []string
		// from and to bound the time between the beep and what comes of the request.
		from, to time.Duration
	}{
		{"quick", "7706", []string{"en/beep", "en/digits/3"}, 0, atOnce},
		{"slow", "7701", []string{"en/beep", congrats, "en/digits/4"}, slowly - late, slowly + time.Second},
		{"hanging", "7702", []string{"en/beep", congrats, sorry}, hangBudget - time.Second, hangBudget + time.Second},
		{"5 GB", "7703", []string{"en/beep", sorry}, 0, atOnce},
		{"redirected to this machine", "7704", []string{"en/beep", sorry}, 0, atOnce},
		{"a page", "7705", []string{"en/beep", sorry}, 0, atOnce},
		{"this machine", "7707", []string{"en/beep", sorry}, 0, atOnce},
	}
	s := newService(t)
	d := start(t, writeFile(t, strings.NewReplacer("SERVICE", s.Listener.Addr().String(),
		"SECRET", s.secret.Listener.Addr().String()).Replace(httpFile), t.TempDir(), "ivr.yaml"))
	t.Run("calls", func(t *testing.T) {
		for _, c := range cases {
			t.Run(c.name, func(t *testing.T) {
				t.Parallel()
				audio := listen(t, c.number)
				heard := ear().Expect(t, audio, c.want)
				if len(heard) < 2 {
					t.Fatalf("heard %v", heard)
				}
				took := heard[len(heard)-1].At - heard[0].At - heard[0].Length
				if took < c.from || took > c.to {
					t.Errorf("it took %v; want %v to %v", took, c.from, c.to)
				}
				if silent := longestSilence(audio); silent > silenceMax {
					t.Errorf("the caller heard nothing for %v; want %v at most", silent, silenceMax)
				}
			})
		}
	})
	if s.reached.Load() != 0 {
		t.Error("a service of this machine was asked")
	}
	if sent := s.sent.Load(); sent == 0 || sent > 64<<20 {
		t.Errorf("%d bytes of the endless response were read", sent)
	}
	d.awaitIdle(t, len(cases))
}

// Law: the request of a caller who goes is given up at once.
func TestWebServiceOfCallerWhoGoes(t *testing.T) {
	s := newService(t)
	d := start(t, writeFile(t, strings.NewReplacer("SERVICE", s.Listener.Addr().String(),
		"SECRET", s.secret.Listener.Addr().String()).Replace(httpFile), t.TempDir(), "ivr.yaml"))
	_, err := phone().Place(t.Context(), sip.Call{To: "7701", From: "8690", Script: sip.Script{
		sip.Answered(), sip.Pause(slowly - time.Second), sip.Hangup(),
	}})
	if err != nil {
		t.Error(err)
	}
	gone := time.Now()
	d.awaitFor(t, "the end of the request", func() bool { return s.left.Load() == 1 })
	if took := time.Since(gone); took > time.Second {
		t.Errorf("the request was given up after %v", took)
	}
	d.awaitIdle(t, 1)
}
