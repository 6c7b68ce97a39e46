//go:build linux

package main

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// Law: flags that make no sense say what would.
func TestParse(t *testing.T) {
	for args, want := range map[string]string{
		"":                   "",
		"-calls 5 -rounds 2": "",
		"-calls 0":           "whole numbers from 1 to 10000",
		"-calls 5,many":      "whole numbers from 1 to 10000",
		"-rounds 0":          "-rounds is 1 to 50",
	} {
		_, err := parse(strings.Fields(args))
		if (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", args, err, want)
		}
	}
}

// Law: a call counts when somebody has answered, and else never.
func TestJudge(t *testing.T) {
	for _, c := range []struct {
		status     int
		said, want string
	}{
		{201, `{"id":"a","outcome":{"answered":true}}`, ""},
		{201, `{"id":"a","outcome":{"answered":false,"cause":"busy"}}`, "not answered: busy"},
		{201, `{"id":"a"}`, "nobody knows"},
		{201, `what`, "nobody knows"},
		{429, `{"detail":"too often"}`, "status 429"},
	} {
		err := judge(c.status, []byte(c.said))
		if (err == nil) != (c.want == "") || err != nil && !strings.Contains(err.Error(), c.want) {
			t.Errorf("%d %s: %v", c.status, c.said, err)
		}
	}
}

// Law: every call that is asked for has an outcome and a key of its own, and those that fail lend no times.
func TestAll(t *testing.T) {
	var asked atomic.Int64
	keys := make(chan string, 100)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		keys <- r.Header.Get("Idempotency-Key")
		if asked.Add(1)%10 == 0 {
			w.WriteHeader(http.StatusBadGateway)
			return
		}
		w.WriteHeader(http.StatusCreated)
		_, _ = w.Write([]byte(`{"outcome":{"answered":true}}`))
	}))
	defer server.Close()
	c := newCaller(server.URL)
	defer c.client.CloseIdleConnections()
	s := summary(c.all(t.Context(), 100))
	if s.failed != 10 || s.fault == nil || s.median <= 0 || s.most < s.median {
		t.Errorf("%+v", s)
	}
	seen := map[string]bool{}
	for range 100 {
		seen[<-keys] = true
	}
	if len(seen) != 100 {
		t.Errorf("%d keys for 100 calls", len(seen))
	}
	if s := summary([]outcome{{time.Second, errors.New("no")}}); s.median != 0 || s.failed != 1 {
		t.Errorf("%+v", s)
	}
}
