package app

import (
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/ariapp/ariapp/internal/monitor/lag"
	fakeari "github.com/ariapp/ariapp/test/fake-ari"
)

// counted are the metrics.
func (h *house) counted() string {
	recorder := httptest.NewRecorder()
	h.app.metrics.Handler().ServeHTTP(recorder, httptest.NewRequest("GET", "/metrics", nil))
	return recorder.Body.String()
}

// A process that cannot keep up sends further calls back to the dialplan at once,
// says and counts it, and goes on with those it has; when it can again it takes them.
func TestOverload(t *testing.T) {
	var late atomic.Int64
	add := func(o *Options) {
		o.Serve = true
		o.measures = lag.Options{Now: time.Now, Queue: func() time.Duration { return time.Duration(late.Load()) }}
	}
	inHouse(t, strings.Replace(menuFile, "flows:", "server: {listen: none}\nflows:", 1), add, func(h *house) {
		running := h.call("200")
		h.hears(running, "sound:ask")
		late.Store(int64(lag.OverloadedAt))
		time.Sleep(4 * lag.Every)
		h.mustLog("overloaded: further calls go back to the dialplan")
		if why := strings.Join(h.app.unready(), " "); why != "overloaded" {
			t.Errorf("not ready because of %q", why)
		}
		begin := time.Now()
		h.ends(h.call("200"), fakeari.EndDialplan, 0)
		if took := time.Since(begin); took > 0 {
			t.Errorf("the refused caller waited %v", took)
		}
		h.mustLog("why=overloaded")
		if got := h.counted(); !strings.Contains(got, `ariapp_calls_refused_total{reason="overloaded"} 1`) {
			t.Error(got)
		}
		running.Press("1")
		h.hears(running, "sound:one")
		h.ends(running, fakeari.EndHangup, 16)
		late.Store(0)
		time.Sleep(time.Second)
		h.ends(h.call("200"), fakeari.EndDialplan, 0) // a moment of calm is no calm
		time.Sleep(2 * time.Second)
		h.mustLog("no longer overloaded")
		c := h.call("200")
		h.hears(c, "sound:ask")
		c.Press("2")
		h.ends(c, fakeari.EndHangup, 17)
		if err := h.app.Alive(); err != nil {
			t.Error(err)
		}
	})
}
