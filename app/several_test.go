package app

import (
	"context"
	"net"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	fakeari "github.com/ariapp/ariapp/test/fake-ari"
)

// Two Asterisks, one over HTTP and one over its WebSocket, serve calls at once;
// when one goes away the other's calls do not notice.
func TestSeveralAsterisksAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		options := fakeari.Options{User: "ariapp", Password: "secret", DefaultSound: 2 * time.Second}
		one, two := fakeari.New(options), fakeari.New(options)
		defer one.Close()
		defer two.Close()
		h := &house{t: t, srv: one, ended: make(chan error, 1)}
		text := strings.Replace(menuFile, "asterisk: {url: 'http://pbx:8088/ari', username: ariapp, password: secret}",
			"asterisk:\n  - {name: north, url: 'http://north:8088/ari', password: secret}\n"+
				"  - {name: south, url: 'http://south:8088/ari', password: secret, transport: websocket}", 1)
		h.start(strings.Replace(text, `"chose ${`, `"${call.asterisk} chose ${`, 1), func(o *Options) {
			o.DialContext = func(ctx context.Context, network, address string) (net.Conn, error) {
				if strings.HasPrefix(address, "south") {
					return two.DialContext(ctx, network, address)
				}
				return one.DialContext(ctx, network, address)
			}
		})
		defer h.finish()
		h.awaitReady()
		caller := fakeari.Caller{App: "ivr", Exten: "200", ID: "same-id-on-both"}
		north := one.Call(caller)
		south := two.Call(caller)
		h.hears(north, "sound:ask")
		h.hears(south, "sound:ask")
		one.Fault(fakeari.Fault{Name: fakeari.Restart, Delay: time.Minute})
		south.Press("1")
		h.hears(south, "sound:one")
		h.ends(south, fakeari.EndHangup, 16)
		h.mustLog("south chose 1 ok")
		h.ends(north, fakeari.EndRestart, 0)
		time.Sleep(2 * time.Minute)
		if n := h.app.Calls(); n != 0 {
			t.Errorf("%d calls are left:\n%s", n, h.logged())
		}
	})
}
