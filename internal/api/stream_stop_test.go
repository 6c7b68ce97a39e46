package api

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/ariapp/ariapp/internal/monitor"
)

// Law: a server that stops ends its streams by itself: what they have called is hung up while Asterisk can be told, the
// reader gets the last line, and the stop waits for no reader.
func TestAStreamEndsWithItsServer(t *testing.T) {
	server, err := monitor.Listen(t.Context(), "127.0.0.1:0", nil)
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	h := &house{}
	go func() {
		ended <- server.Serve(ctx, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			h.stream(r.Context(), func(ctx context.Context, each func([]byte) error) error {
				<-ctx.Done()
				if why := context.Cause(ctx); !errors.Is(why, errStops) {
					t.Errorf("it ends as %v", why)
				}
				if r.Context().Err() != nil {
					return context.Cause(ctx)
				}
				return each([]byte(`{"type":"Ended"}`))
			})(w)
		}))
	}()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://"+server.Addr().String(), nil)
	if err != nil {
		t.Fatal(err)
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	stop()
	if text, err := io.ReadAll(answer.Body); err != nil || !strings.HasSuffix(string(text), `{"type":"Ended"}`+"\n") {
		t.Errorf("read was %q, %v", text, err)
	}
	if err := <-ended; err != nil {
		t.Error(err)
	}
}
