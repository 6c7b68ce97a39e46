package call

import (
	"context"
	"strings"
	"testing"
	"time"

	fakeari "github.com/ariapp/ariapp/test/fake-ari"
)

// Law: a telephone's transfer is told to be done when it is, not before: the caller's sends the leg into the
// dialplan, which has it then; it is neither hung up nor followed any more.
func TestReferOfTheCallersTelephone(t *testing.T) {
	told := false
	x := walks(t, "targets: PJSIP/100, early_media: none, transfers: {allow: _2XX, context: phones, of: both}",
		func(s *fakeari.Server) { s.Endpoint("PJSIP/100", fakeari.Answer(time.Second)) },
		func(ctx context.Context, x *exchange) {
			time.Sleep(5 * time.Second)
			if !x.caller.Refer("212") {
				t.Error("the transfer is Asterisk's")
			}
			told = x.caller.AwaitTransfer(ctx, "channel_answered") == nil
			_, _ = x.caller.AwaitEnd(ctx)
		})
	var asked []string
	for _, r := range x.srv.Requests() {
		switch r.Operation {
		case "channels.continueInDialplan", "channels.transfer_progress", "channels.hangup", "applications.unsubscribe":
			who := "caller"
			if strings.Contains(r.Path+r.Query+r.Body, ".l1") {
				who = "leg"
			}
			asked = append(asked, who+" "+strings.Split(r.Operation, ".")[1])
		}
	}
	const want = "leg continueInDialplan, leg unsubscribe, caller transfer_progress, caller hangup"
	if got := strings.Join(asked, ", "); got != want || !told || x.status() != "answered" {
		t.Errorf("%s; told %v, %q", got, told, x.status())
	}
}
