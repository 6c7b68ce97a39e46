package app

import (
	"context"
	"io"
	"math"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/ariapp/ariapp/internal/audio"
	fakeari "github.com/ariapp/ariapp/test/fake-ari"
)

// served is a configuration with a server on a port that the system chooses.
const served = outer + "server: {listen: '127.0.0.1:0'}\n"

const twoFlows = `numbers: {"200": main, "201": long}
flows:
  main: [answer, {play: welcome}, hangup]
  long: [answer, {wait: 1h}]
`

func serving(o *Options) { o.Serve, o.Version = true, "v1.2.3" }

// answer is what came of a request to the daemon.
type answer struct {
	status int
	body   string
	header http.Header
}

// asks sends a request to the daemon; body "" is none.
func (h *house) asks(method, path, body string, headers ...string) answer {
	h.t.Helper()
	return h.asksAt(h.app.server.all.Addr(), method, path, body, headers...)
}

func (h *house) asksAt(address net.Addr, method, path, body string, headers ...string) answer {
	h.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, method, "http://"+address.String()+path, strings.NewReader(body))
	if err != nil {
		h.t.Fatal(err)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		request.Header.Set(headers[i], headers[i+1])
	}
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	response, err := client.Do(request)
	if err != nil {
		h.t.Fatal(err)
	}
	text, err := io.ReadAll(response.Body)
	if closed := response.Body.Close(); err != nil || closed != nil {
		h.t.Fatal(err, closed)
	}
	return answer{response.StatusCode, string(text), response.Header}
}

// must fails unless the answer has that status and holds these texts.
func (a answer) must(t *testing.T, status int, texts ...string) {
	t.Helper()
	if a.status != status {
		t.Errorf("status %d, want %d:\n%s", a.status, status, a.body)
	}
	for _, text := range texts {
		if !strings.Contains(a.body, text) {
			t.Errorf("%q is not in\n%s", text, a.body)
		}
	}
}

// The daemon is ready from the time that Asterisk is connected until it is told
// to stop, and alive all the while.
func TestReadiness(t *testing.T) {
	gate := make(chan struct{})
	outdoors(t, "", served+twoFlows, func(o *Options) {
		serving(o)
		dial := o.DialContext
		o.DialContext = func(ctx context.Context, network, address string) (net.Conn, error) {
			select {
			case <-gate:
			case <-ctx.Done():
			}
			return dial(ctx, network, address)
		}
	}, func(h *house) {
		h.asks("GET", "/healthz", "").must(t, 200)
		h.asks("GET", "/readyz", "").must(t, 503, "asterisk asterisk is not connected")
		h.asks("GET", "/api/status", "").must(t, 200, `"version":"v1.2.3"`, `"calls":0`, `{"name":"asterisk","up":false}`)
		close(gate)
		h.awaitReady()
		h.asks("GET", "/readyz", "").must(t, 200)
		c := h.call("201")
		if err := c.AwaitState(t.Context(), "Up"); err != nil {
			t.Fatal(err)
		}
		h.asks("GET", "/api/status", "").must(t, 200, `"calls":1`, `"draining":false`, `{"name":"asterisk","up":true}`)
		stopped := make(chan error, 1)
		go func() { stopped <- h.stopIn(time.Minute) }()
		h.mustLog("draining")
		h.asks("GET", "/readyz", "").must(t, 503, `"draining"`)
		h.asks("GET", "/healthz", "").must(t, 200)
		h.asks("GET", "/api/status", "").must(t, 200, `"draining":true`)
		c.Hangup(16)
		if err := <-stopped; err != nil {
			t.Error(err)
		}
		if conn, err := net.Dial("tcp", h.app.server.all.Addr().String()); err == nil {
			_ = conn.Close()
			t.Error("the server still listens")
		}
	})
}

// What happened is counted, under the names of the page, and names no caller.
func TestMetricsOfACall(t *testing.T) {
	outdoors(t, "", served+twoFlows, serving, func(h *house) {
		h.awaitReady()
		h.ends(h.call("200"), fakeari.EndHangup, 16)
		h.ends(h.call("999"), fakeari.EndDialplan, 0)
		h.mustLog("a call ended")
		got := h.asks("GET", "/metrics", "")
		got.must(t, 200, `ariapp_calls_total{outcome="ended"} 1`, `ariapp_calls_refused_total{reason="no_number"} 1`,
			"ariapp_calls_active 0", `ariapp_asterisk_up{asterisk="asterisk"} 1`, `ariapp_prompts_total{outcome="done"} 1`,
			`ariapp_walks_total{flow="main",outcome="ended"} 1`, `ariapp_steps_total{kind="play",outcome="done"} 1`,
			`ariapp_reloads_total{result="success"} 1`, "ariapp_reload_last_successful 1", "ariapp_lag_seconds_count",
			"ariapp_flows_info{version=\""+h.app.now.Load().file.Version()+"\"} 1", `ariapp_build_info{`, `version="v1.2.3"`)
		if strings.Contains(got.body, `"100"`) || strings.Contains(got.body, "Ann") {
			t.Errorf("the caller is named:\n%s", got.body)
		}
	})
}

// beep is a tenth of a second of a tone as WAV.
func beep() []byte {
	s := audio.Sound{Samples: make([]int16, 800)}
	for i := range s.Samples {
		s.Samples[i] = int16(8000 * math.Sin(float64(i)/3))
	}
	return s.WAV()
}

// put writes a file with the folders above it.
func put(t *testing.T, path, text string) {
	t.Helper()
	err := os.MkdirAll(filepath.Dir(path), 0o750)
	if err == nil {
		err = os.WriteFile(path, []byte(text), 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// A caller hears a prompt of one's own from an address of the daemon, which may
// be kept for ever; a door for prompts alone has nothing else.
func TestPromptsAreServed(t *testing.T) {
	folder := t.TempDir()
	put(t, filepath.Join(folder, "prompts", "en", "welcome.wav"), string(beep()))
	for _, extra := range []string{"", ", listen: '127.0.0.1:0'"} {
		text := served + "prompts: {folder: prompts" + extra + "}\n" + twoFlows
		outdoors(t, filepath.Join(folder, "ivr.yaml"), text, serving, func(h *house) {
			h.awaitReady()
			c := h.call("200")
			h.ends(c, fakeari.EndHangup, 16)
			door := h.app.server.all
			if h.app.server.prompts != nil {
				door = h.app.server.prompts
				h.asksAt(door.Addr(), "GET", "/api/status", "").must(t, 404)
				h.asksAt(door.Addr(), "GET", "/metrics", "").must(t, 404)
			}
			path, ours := strings.CutPrefix(c.Heard()[0].Media, "sound:http://"+door.Addr().String())
			if !ours || !strings.HasPrefix(path, "/prompts/en/welcome-") {
				t.Fatalf("heard %v", c.Heard())
			}
			got := h.asksAt(door.Addr(), "GET", path, "")
			got.must(t, 200, string(beep()))
			if got.header.Get("Cache-Control") != "max-age=31536000, immutable" || got.header.Get("ETag") == "" {
				t.Errorf("%v", got.header)
			}
			h.asksAt(door.Addr(), "GET", path, "", "If-None-Match", got.header.Get("ETag")).must(t, 304)
			h.asks("GET", path, "").must(t, 200) // also by the door that has everything
		})
	}
}

// What is set by hand over the API decides for the next call, until it is cleared;
// a reload does not change it.
func TestAnOverrideDecides(t *testing.T) {
	text := served + `schedules: {office: {zone: UTC, weekly: {mon-sun: "00:00-24:00"}}}
numbers: {"200": main}
flows:
  main: [answer, {hours: {schedule: office, closed: [{play: closed}, hangup]}}, {play: open}, hangup]
`
	outdoors(t, filepath.Join(t.TempDir(), "ivr.yaml"), text, serving, func(h *house) {
		h.awaitReady()
		says := func(word string) {
			t.Helper()
			c := h.call("200")
			h.hears(c, "sound:"+word)
			h.ends(c, fakeari.EndHangup, 16)
		}
		says("open")
		h.asks("PUT", "/api/schedules/office/override", `{"mode":"closed","by":"anna"}`).must(t, 200, `"open":false`, "by anna")
		says("closed")
		h.asks("POST", "/api/reload", "").must(t, 200)
		says("closed")
		h.asks("GET", "/api/schedules", "").must(t, 200, `"status":"override"`)
		h.asks("DELETE", "/api/schedules/office/override?by=anna", "").must(t, 200, `"open":true`)
		says("open")
	})
}

// A reload by the API is answered with every finding and its place, of tables and
// prompts too; the last good file stays, and the status says so.
func TestAReloadIsAnswered(t *testing.T) {
	folder := t.TempDir()
	outdoors(t, filepath.Join(folder, "ivr.yaml"), served+twoFlows, serving, func(h *house) {
		h.awaitReady()
		first := h.app.now.Load()
		put(t, filepath.Join(folder, "prompts", "en", "photo.wav"), "\xff\xd8\xff\xe0\x00\x10JFIF"+strings.Repeat("x", 999))
		for _, c := range []struct {
			text string
			says []string
		}{
			{strings.Replace(served+twoFlows, "answer, {play", "anser, {paly", 1), []string{
				`ivr.yaml:6:10: unknown step \"anser\"; did you mean \"answer\"?`, `ivr.yaml:6:18: unknown step \"paly\"`}},
			{served + "tables: {people: nosuch.csv}\n" + twoFlows, []string{"ivr.yaml:4:18: table people: "}},
			{served + "http: {allow: ['http://x']}\n" + twoFlows, []string{"ivr.yaml:4:16: "}},
			{served + "prompts: {folder: prompts}\n" + twoFlows, []string{"photo.wav: "}},
			{"numbers: {}\n", []string{"the file names no asterisk"}},
			{"", []string{"the file is empty"}},
		} {
			h.write(c.text)
			h.asks("POST", "/api/reload", "").must(t, 422, append(c.says, "the one before is still in use")...)
			h.asks("GET", "/api/status", "").must(t, 200, `"error":"`, first.file.Version())
			h.asks("GET", "/metrics", "").must(t, 200, "ariapp_reload_last_successful 0")
		}
		if h.app.now.Load() != first {
			t.Error("the first version was replaced")
		}
		h.write(served + strings.Replace(twoFlows, "welcome", "hello", 1))
		h.asks("POST", "/api/reload", "").must(t, 200)
		h.asks("GET", "/metrics", "").must(t, 200, "ariapp_reload_last_successful 1")
		c := h.call("200")
		h.hears(c, "sound:hello")
		h.ends(c, fakeari.EndHangup, 16)
		if got := h.asks("GET", "/api/status", ""); strings.Contains(got.body, `"error"`) {
			t.Error(got.body)
		}
	})
}

// With a token commands are taken from who has it; the token is shown nowhere.
func TestTheAPIWantsItsToken(t *testing.T) {
	text := strings.Replace(served, "listen: '127.0.0.1:0'", "listen: '127.0.0.1:0', token: sesame", 1) + twoFlows
	outdoors(t, "", text, serving, func(h *house) {
		h.asks("GET", "/api/status", "").must(t, 401, "the API wants its token")
		h.asks("POST", "/api/reload", "", "Authorization", "Bearer sesam").must(t, 401)
		h.asks("GET", "/healthz", "").must(t, 200)
		got := h.asks("GET", "/api/status", "", "Authorization", "Bearer sesame")
		got.must(t, 200)
		h.asks("POST", "/api/reload", "", "Authorization", "Bearer sesame").must(t, 422, ErrNoPath.Error())
		if strings.Contains(got.body+h.logged(), "sesam") {
			t.Errorf("the token is shown:\n%s\n%s", got.body, h.logged())
		}
	})
}

// What keeps the daemon from beginning is the error of Run, which then has let
// go of everything: addresses, and the store's folder.
func TestRunThatCannotBegin(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = taken.Close() }()
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := free.Addr().String()
	if err := free.Close(); err != nil {
		t.Fatal(err)
	}
	hours := "schedules: {office: {zone: UTC, weekly: {mon: 09:00-10:00}}}\n"
	for name, c := range map[string][2]string{
		"server.listen":  {"server: {listen: '" + taken.Addr().String() + "'}\n", "server.listen: listening on " + taken.Addr().String() + ": another program has this port"},
		"prompts.listen": {"server: {listen: '" + address + "'}\nprompts: {listen: '" + taken.Addr().String() + "'}\n", "prompts.listen: listening on " + taken.Addr().String()},
		"a table":        {"server: {listen: '" + address + "'}\ntables: {people: nosuch.csv}\n", "ivr.yaml:4:18: table people: "},
		"prompts":        {"server: {listen: '" + address + "'}\nprompts: {folder: prompts}\n", "photo.wav: "},
		"the store":      {"server: {listen: '" + address + "'}\napp: {data: ivr.yaml}\n", "ivr.yaml"},
	} {
		t.Run(name, func(t *testing.T) {
			folder := t.TempDir()
			put(t, filepath.Join(folder, "prompts", "en", "photo.wav"), "\xff\xd8\xff\xe0\x00\x10JFIF"+strings.Repeat("x", 999))
			text := "asterisk: {password: x}\n" + hours + c[0] + twoFlows
			put(t, filepath.Join(folder, "ivr.yaml"), text)
			begin := func() error {
				file, findings, err := Load(filepath.Join(folder, "ivr.yaml"))
				if err != nil || file == nil {
					t.Fatal(findings, err)
				}
				a, err := New(Options{File: file, Serve: true})
				if err != nil {
					t.Fatal(err)
				}
				defer func() {
					if err := a.Stop(t.Context()); err != nil {
						t.Error(err)
					}
				}()
				ctx, cancel := context.WithCancel(t.Context())
				defer cancel()
				ended := make(chan error, 1)
				go func() { ended <- a.Run(ctx) }()
				select {
				case err := <-ended:
					return err
				case <-a.Begun():
					cancel()
					return <-ended
				}
			}
			if err := begin(); err == nil || !strings.Contains(err.Error(), c[1]) {
				t.Errorf("%v; want %s", err, c[1])
			}
			put(t, filepath.Join(folder, "ivr.yaml"), "asterisk: {password: x}\n"+hours+"server: {listen: '"+address+"'}\n"+twoFlows)
			if err := begin(); err != nil {
				t.Errorf("afterwards: %v", err)
			}
		})
	}
}

// Prompts of one's own that nobody serves are a finding.
func TestPromptsNeedAServer(t *testing.T) {
	_, findings, err := Parse("f", "asterisk: {password: x}\nserver: {listen: none}\nprompts: {folder: p}\n"+twoFlows)
	if err != nil || len(findings) != 1 || !strings.HasPrefix(findings[0].String(), "f:3:10: prompts of one's own need an address") {
		t.Errorf("%v, %v", findings, err)
	}
}
