package app

import (
	"context"
	"errors"
	"path/filepath"
	"testing"
)

// Law: mailboxes that come by a reload are refused until a restart, as nobody keeps their messages; what was there goes on.
func TestMailboxesThatComeLater(t *testing.T) {
	path := filepath.Join(t.TempDir(), "ivr.yaml")
	const flow = outer + "numbers: {'200': main}\nflows: {main: [play: hello]}\n"
	inHouseAt(t, path, flow, nil, func(h *house) {
		h.write(flow + "mailboxes: {'100': {pin: '4711'}}\n")
		if _, err := h.app.Reload(context.Background()); !errors.Is(err, ErrNoMailboxes) {
			t.Errorf("reloading said %v", err)
		}
		c := h.call("200")
		h.hears(c, "sound:hello")
		c.Hangup(16)
	})
}
