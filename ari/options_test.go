package ari_test

import (
	"context"
	"encoding/pem"
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ariapp/ariapp/ari"
)

// TestOptionsAreChecked: every fault is named, at once, and no message shows a secret.
func TestOptionsAreChecked(t *testing.T) {
	good := ari.Options{URL: "http://asterisk:8088/ari/", Username: "u", Password: "secretword"}
	if _, err := ari.New(good); err != nil {
		t.Fatal(err)
	}
	for want, change := range map[string]func(o *ari.Options){
		"URL is empty":      func(o *ari.Options) { o.URL = "" },
		"cannot be parsed":  func(o *ari.Options) { o.URL = "http://u:secretword@[" },
		"holds a user":      func(o *ari.Options) { o.URL = "http://u:secretword@asterisk/ari" },
		`begins with "ws"`:  func(o *ari.Options) { o.URL = "ws://asterisk/ari" },
		"no host":           func(o *ari.Options) { o.URL = "http:///ari" },
		"query":             func(o *ari.Options) { o.URL = "http://asterisk/ari?api_key=u:secretword" },
		"either":            func(o *ari.Options) { o.APIKey = "u:secretword" },
		"Username is empty": func(o *ari.Options) { o.Username = "" },
		"colon":             func(o *ari.Options) { o.Username = "a:b" },
		"APIKey must be": func(o *ari.Options) {
			o.Username, o.Password, o.APIKey = "", "", "secretword"
		},
		"longer than": func(o *ari.Options) {
			o.Password = ari.Secret(strings.Repeat("secretword", 30))
		},
		"cannot be combined":       func(o *ari.Options) { o.HTTPClient, o.CAFile = http.DefaultClient, "x" },
		"RequestTimeout is -1s":    func(o *ari.Options) { o.RequestTimeout = -time.Second },
		"MaxConns is -1":           func(o *ari.Options) { o.MaxConns = -1 },
		"reading the CA file":      func(o *ari.Options) { o.CAFile = filepath.Join(t.TempDir(), "none.pem") },
		"/dev/zero is no file":     func(o *ari.Options) { o.CAFile = "/dev/zero" },
		"options.go holds no cert": func(o *ari.Options) { o.CAFile = "options.go" },
	} {
		options := good
		change(&options)
		_, err := ari.New(options)
		if !errors.Is(err, ari.ErrOptions) || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", want, err)
		}
		if strings.Contains(err.Error(), "secretword") {
			t.Errorf("%s: the secret shows: %v", want, err)
		}
	}
	if _, err := ari.New(ari.Options{MaxConns: -1}); !strings.Contains(err.Error(), "URL") ||
		!strings.Contains(err.Error(), "Username") || !strings.Contains(err.Error(), "MaxConns") {
		t.Errorf("not all at once: %v", err)
	}
}

// TestAPIKey: a key does what user and password do.
func TestAPIKey(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newServer(t)
		options := s.options()
		options.Username, options.Password, options.APIKey = "", "", "user:secret"
		c, err := ari.New(options)
		if err != nil {
			t.Fatal(err)
		}
		if err := c.Channels.Answer(t.Context(), "c"); !errors.Is(err, ari.ErrNotFound) {
			t.Error(err)
		}
		_ = c.Close()
	})
}

// TestHTTPClientIsUsed: an injected client carries requests and the upgrade.
func TestHTTPClientIsUsed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newServer(t)
		options := s.options()
		transport := &http.Transport{DialContext: options.DialContext}
		options.DialContext, options.HTTPClient = nil, &http.Client{Transport: transport}
		c, err := ari.New(options)
		if err != nil {
			t.Fatal(err)
		}
		l := listen(t, c, ari.ListenOptions{})
		synctest.Wait()
		expectKinds(t, l, "Connected")
		_ = l.end()
		transport.CloseIdleConnections()
	})
}

// TestAuthorities: a server signed by an authority of the CA file is trusted, any other is ErrTLS; so is a
// server that does not speak TLS. Listen then ends instead of retrying.
func TestAuthorities(t *testing.T) {
	handler := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusNoContent)
	})
	secure, plain := httptest.NewTLSServer(handler), httptest.NewServer(handler)
	defer secure.Close()
	defer plain.Close()
	file := filepath.Join(t.TempDir(), "ca.pem")
	content := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: secure.Certificate().Raw})
	if err := os.WriteFile(file, content, 0o600); err != nil {
		t.Fatal(err)
	}
	for name, test := range map[string]struct {
		url, file string
		want      error
	}{
		"trusted":  {secure.URL, file, nil},
		"foreign":  {secure.URL, "", ari.ErrTLS},
		"in clear": {strings.Replace(plain.URL, "http:", "https:", 1), file, ari.ErrTLS},
	} {
		c, err := ari.New(ari.Options{URL: test.url, APIKey: "u:p", CAFile: test.file})
		if err != nil {
			t.Fatal(err)
		}
		if err := c.Channels.Answer(t.Context(), "c"); !errors.Is(err, test.want) {
			t.Errorf("%s: %v", name, err)
		}
		if test.want != nil {
			err := c.Listen(t.Context(), ari.ListenOptions{Apps: []string{"ivr"}, OnEvent: func(ari.Event) {}})
			if !errors.Is(err, ari.ErrTLS) {
				t.Errorf("%s: %v", name, err)
			}
		}
		_ = c.Close()
	}
}

// TestPoolIsBounded: however many callers, there are at most MaxConns connections, and they are kept.
func TestPoolIsBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newServer(t)
		s.handler = func(w http.ResponseWriter, _ *http.Request) {
			time.Sleep(100 * time.Millisecond)
			w.WriteHeader(http.StatusNoContent)
		}
		options := s.options()
		options.MaxConns = 3
		c, err := ari.New(options)
		if err != nil {
			t.Fatal(err)
		}
		begin, done := time.Now(), make(chan error)
		for range 30 {
			go func() { done <- c.Channels.Answer(t.Context(), "c") }()
		}
		for range 30 {
			if err := <-done; err != nil {
				t.Error(err)
			}
		}
		if took := time.Since(begin); s.dialed.Load() != 3 || took != time.Second {
			t.Errorf("%d connections, %v", s.dialed.Load(), took)
		}
		time.Sleep(ari.IdleConnTimeout + time.Second)
		if err := c.Channels.Answer(t.Context(), "c"); err != nil || s.dialed.Load() != 4 {
			t.Errorf("%v, %d connections: idle ones must go before Asterisk hangs up on them", err, s.dialed.Load())
		}
		_ = c.Close()
	})
}

// TestLimitsFit: the limits agree with each other and with Asterisk's.
func TestLimitsFit(t *testing.T) {
	const asteriskKeepAlive, asteriskSessions, asteriskFrame = 15 * time.Second, 100, 65535
	for name, holds := range map[string]bool{
		"idle connections go first":          ari.IdleConnTimeout < asteriskKeepAlive,
		"half the sessions are left":         ari.ConnsMax <= asteriskSessions/2,
		"frames fit":                         ari.RequestFrameMax < asteriskFrame,
		"a dead socket is found in 5 s":      ari.PingInterval+ari.PingTimeout < 5*time.Second,
		"waits grow":                         ari.BackoffFloor < ari.BackoffMin && ari.BackoffMin < ari.BackoffMax,
		"the self-test outlasts one request": ari.SelfTestTimeout > ari.RequestTimeout,
		"skipped is more than decoded":       ari.EventSkipMax > ari.EventBytesMax,
	} {
		if !holds {
			t.Error(name)
		}
	}
}

// TestWait: a client says for how long a request waits for a connection; one that is given up waits no more, and
// its place is the next one's.
func TestWait(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newServer(t)
		s.handler = func(w http.ResponseWriter, _ *http.Request) {
			time.Sleep(time.Second)
			w.WriteHeader(http.StatusNoContent)
		}
		options := s.options()
		options.MaxConns = 2
		c, err := ari.New(options)
		if err != nil {
			t.Fatal(err)
		}
		done := make(chan error)
		ask := func(ctx context.Context) { done <- c.Channels.Answer(ctx, "c") }
		says := func(want time.Duration) {
			t.Helper()
			synctest.Wait()
			if got := c.Wait(); got != want {
				t.Errorf("a request waits for %v, want %v", got, want)
			}
		}
		go ask(t.Context())
		go ask(t.Context())
		time.Sleep(300 * time.Millisecond)
		says(0)
		hasty, giveUp := context.WithCancel(t.Context())
		go ask(hasty)
		synctest.Wait()
		time.Sleep(200 * time.Millisecond)
		go ask(t.Context())
		says(200 * time.Millisecond)
		giveUp()
		if err := <-done; !errors.Is(err, context.Canceled) {
			t.Errorf("%v, want that it was given up", err)
		}
		says(0)
		time.Sleep(100 * time.Millisecond)
		says(100 * time.Millisecond)
		for range 3 {
			if err := <-done; err != nil {
				t.Error(err)
			}
		}
		says(0)
		_ = c.Close()
	})
}

// TestWaitIsForeseen: how long the last of many will wait is known before the first has waited for as long.
func TestWaitIsForeseen(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newServer(t)
		s.handler = func(w http.ResponseWriter, _ *http.Request) {
			time.Sleep(10 * time.Millisecond)
			w.WriteHeader(http.StatusNoContent)
		}
		options := s.options()
		options.MaxConns = 2
		c, err := ari.New(options)
		if err != nil {
			t.Fatal(err)
		}
		const calls = 102
		done := make(chan error)
		for range calls {
			go func() { done <- c.Channels.Answer(t.Context(), "c") }()
		}
		for range 4 { // two have passed, and two who waited
			if err := <-done; err != nil {
				t.Error(err)
			}
		}
		synctest.Wait()
		if got, want := c.Wait(), 480*time.Millisecond; got != want { // 96 wait, and of two one passes in 5 ms
			t.Errorf("a request would wait for %v, want %v", got, want)
		}
		for range calls - 4 {
			if err := <-done; err != nil {
				t.Error(err)
			}
		}
		if got := c.Wait(); got != 0 {
			t.Errorf("a request would wait for %v when nobody does", got)
		}
		_ = c.Close()
	})
}
