package ari_test

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ariapp/ariapp/ari"
)

// TestSocketTransportMatchesAnswers: many callers at once get their own answers over one socket, whatever
// else arrives on it.
func TestSocketTransportMatchesAnswers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, s := overSocket(t, func(request map[string]any) (int, string) {
			return http.StatusOK, `{"id":"` + strings.TrimPrefix(request["uri"].(string), "channels/") + `"}`
		})
		var callers sync.WaitGroup
		for i := range 50 {
			callers.Go(func() {
				channel, err := c.Channels.Get(t.Context(), strconv.Itoa(i))
				if err != nil || channel.ID != strconv.Itoa(i) {
					t.Errorf("%d: %v, %v", i, channel, err)
				}
			})
		}
		callers.Wait()
		if s.upgrades != 1 {
			t.Errorf("%d sockets", s.upgrades)
		}
	})
}

// TestSocketTransportReopens: requests on a socket that dies fail at once, the next one opens another.
func TestSocketTransportReopens(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		silent := true
		c, s := overSocket(t, func(map[string]any) (int, string) {
			if silent {
				return 0, ""
			}
			return http.StatusNoContent, ""
		})
		failed := make(chan error, 1)
		go func() { failed <- c.Channels.Answer(t.Context(), "c") }()
		synctest.Wait()
		begin := time.Now()
		s.cut()
		if err := <-failed; err == nil || time.Since(begin) != 0 {
			t.Errorf("%v after %v", err, time.Since(begin))
		}
		silent = false
		if err := c.Channels.Answer(t.Context(), "c"); err != nil {
			t.Error(err)
		}
		if s.upgrades != 2 {
			t.Errorf("%d sockets", s.upgrades)
		}
	})
}

// TestSocketTransportRetiresStuckSocket: after a request without answer, new ones go over a new socket, and
// the stuck one is closed when nobody waits on it.
func TestSocketTransportRetiresStuckSocket(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, s := overSocket(t, func(request map[string]any) (int, string) {
			if strings.Contains(request["uri"].(string), "stuck") {
				return 0, ""
			}
			return http.StatusNoContent, ""
		})
		if err := c.Channels.Answer(t.Context(), "stuck"); !errors.Is(err, ari.ErrTimeout) {
			t.Error(err)
		}
		if err := c.Channels.Answer(t.Context(), "c"); err != nil {
			t.Error(err)
		}
		synctest.Wait()
		s.set(func(s *server) {
			if s.upgrades != 2 || s.open != 1 {
				t.Errorf("%d sockets, %d open", s.upgrades, s.open)
			}
		})
	})
}

// TestSocketTransportWithoutInterest: a request whose caller has lost interest takes nothing from those on the same socket.
func TestSocketTransportWithoutInterest(t *testing.T) {
	for range 30 { // whether it comes as far as the socket is a matter of chance
		synctest.Test(t, func(t *testing.T) {
			c, s := overSocket(t, func(map[string]any) (int, string) {
				time.Sleep(time.Second)
				return http.StatusNoContent, ""
			})
			waiting := make(chan error, 1)
			go func() { waiting <- c.Channels.Answer(t.Context(), "c") }()
			synctest.Wait()
			over, end := context.WithCancel(t.Context())
			end()
			for range 10 {
				if err := c.Channels.Answer(over, "c"); !errors.Is(err, context.Canceled) {
					t.Error(err)
				}
			}
			if err := <-waiting; err != nil {
				t.Error(err)
			}
			if err := c.Channels.Answer(t.Context(), "c"); err != nil || s.upgrades != 1 {
				t.Errorf("%v, %d sockets", err, s.upgrades)
			}
		})
	}
}

// TestSocketTransportFaults: what the upgrade refuses has the same names as over HTTP; after Close nothing
// is sent.
func TestSocketTransportFaults(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, s := overSocket(t, func(map[string]any) (int, string) { return 0, "" })
		s.refuse = func(int) int { return http.StatusUnauthorized }
		if err := c.Channels.Answer(t.Context(), "c"); !errors.Is(err, ari.ErrUnauthorized) {
			t.Error(err)
		}
		s.set(func(s *server) { s.refuse = nil })
		waiting := make(chan error, 1)
		go func() { waiting <- c.Channels.Answer(t.Context(), "c") }()
		synctest.Wait()
		if err := c.Close(); err != nil {
			t.Error(err)
		}
		if err := <-waiting; !errors.Is(err, ari.ErrClosed) {
			t.Error(err)
		}
		if err := c.Channels.Answer(t.Context(), "c"); !errors.Is(err, ari.ErrClosed) {
			t.Error(err)
		}
	})
}
