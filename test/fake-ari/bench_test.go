package fakeari_test

import (
	"context"
	"io"
	"net/http"
	"runtime"
	"testing"

	"github.com/coder/websocket"

	fakeari "github.com/ariapp/ariapp/test/fake-ari"
)

// benchServer is a fake with one application whose socket is read and thrown away.
func benchServer(b *testing.B) (srv *fakeari.Server, hc *http.Client, events <-chan struct{}, end func()) {
	b.Helper()
	srv = fakeari.New(fakeari.Options{RequestsKept: -1})
	transport := &http.Transport{DialContext: srv.DialContext}
	hc = &http.Client{Transport: transport}
	ws, _, err := websocket.Dial(b.Context(), "ws://fake/ari/events?app=ivr",
		&websocket.DialOptions{HTTPClient: hc})
	if err != nil {
		b.Fatal(err)
	}
	read := make(chan struct{}, 1<<20)
	go func() {
		defer close(read)
		for {
			if _, _, err := ws.Read(context.Background()); err != nil {
				return
			}
			select {
			case read <- struct{}{}:
			default:
			}
		}
	}()
	return srv, hc, read, func() {
		srv.Close()
		for range read {
		}
		transport.CloseIdleConnections()
	}
}

func post(b *testing.B, hc *http.Client, path string) {
	b.Helper()
	resp, err := hc.Post("http://fake/ari/"+path, "", nil)
	if err != nil {
		b.Fatal(err)
	}
	_, _ = io.Copy(io.Discard, resp.Body)
	_ = resp.Body.Close()
	if resp.StatusCode >= 300 {
		b.Fatalf("%s: %s", path, resp.Status)
	}
}

// BenchmarkCall is a whole call: in, answered, a digit, hung up.
func BenchmarkCall(b *testing.B) {
	srv, hc, _, end := benchServer(b)
	defer end()
	b.ReportAllocs()
	for b.Loop() {
		call := srv.Call(fakeari.Caller{App: "ivr", Number: "+4930123"})
		post(b, hc, "channels/"+call.ID()+"/answer")
		call.Press("1")
		call.Hangup(0)
	}
}

// BenchmarkWaitingCalls is what a thousand calls in a long prompt cost the fake.
func BenchmarkWaitingCalls(b *testing.B) {
	const calls = 1000
	for b.Loop() {
		srv, hc, _, end := benchServer(b)
		before := heap()
		for range calls {
			call := srv.Call(fakeari.Caller{App: "ivr"})
			post(b, hc, "channels/"+call.ID()+"/play?media=tone:ring")
		}
		b.ReportMetric(float64(heap()-before)/calls, "heap-B/call")
		b.ReportMetric(float64(runtime.NumGoroutine()), "goroutines")
		end()
	}
}

func heap() uint64 {
	for range 2 {
		runtime.GC()
	}
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	return stats.HeapAlloc
}

// BenchmarkDigits is an event through the socket with a thousand other calls there.
func BenchmarkDigits(b *testing.B) {
	srv, _, events, end := benchServer(b)
	defer end()
	for range 1000 {
		srv.Call(fakeari.Caller{App: "ivr"})
		<-events
	}
	call := srv.Call(fakeari.Caller{App: "ivr"})
	<-events
	b.ReportAllocs()
	for b.Loop() {
		call.Press("1")
		<-events
	}
}
