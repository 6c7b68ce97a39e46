package hand

import (
	"context"
	"testing"
	"time"

	"github.com/ariapp/ariapp/ari"
	fakeari "github.com/ariapp/ariapp/test/fake-ari"
)

// Law: a talk that is over by the time that the supervisor answers is not announced, and one that is over behind the
// announcement is not heard: the caller may be with somebody else by then. The supervisor waits for the next.
func TestSpyOfATalkThatIsOver(t *testing.T) {
	for over, announced := range map[time.Duration]string{10 * time.Second: "", 21 * time.Second: "sound:recorded"} {
		talk(t, func(ctx context.Context, srv *fakeari.Server, client *ari.Client, caller, agent *fakeari.Call) {
			srv.Endpoint("PJSIP/100", fakeari.Answer(20*time.Second), fakeari.HangUp(time.Minute, 16))
			began, news := time.Now(), gossip{}
			if r, err := Spy(ctx, client, Spying{Supervisor: Leg{Endpoint: "PJSIP/100"}, Tell: news.hear,
				Talk:  Talk{Channel: caller.ID(), ID: "a", Agent: "1001", Mode: "barge", Announce: []string{"recorded"}},
				Lasts: func(context.Context, Talk) bool { return time.Since(began) < over },
				Next:  func(context.Context, Talk) (Talk, bool) { return Talk{}, false }}, func(Progress) {}); err != nil || r.Cause != "Normal Clearing" {
				t.Errorf("%+v, %v", r, err)
			}
			news.want(t, "Waits 1001")
			if got := medias(caller); got != announced {
				t.Errorf("over after %s the caller has heard %q", over, got)
			}
		})
	}
}

// Law: where several talks are over of which the queues do not know it yet, they are not tried without a pause.
func TestSpyTriesStaleTalksNowAndThen(t *testing.T) {
	talk(t, func(ctx context.Context, srv *fakeari.Server, client *ari.Client, caller, agent *fakeari.Call) {
		srv.Endpoint("PJSIP/100", fakeari.Answer(time.Second), fakeari.HangUp(10*time.Second, 16))
		asked := 0
		if _, err := Spy(ctx, client, Spying{Supervisor: Leg{Endpoint: "PJSIP/100"},
			Lasts: func(context.Context, Talk) bool { return false },
			Next: func(_ context.Context, behind Talk) (Talk, bool) {
				if asked++; asked > 100 { // without a pause it has no end
					return Talk{}, false
				}
				if behind.ID == "a" {
					return Talk{Channel: caller.ID(), ID: "b", Agent: "1002", Mode: "listen"}, true
				}
				return Talk{Channel: caller.ID(), ID: "a", Agent: "1001", Mode: "listen"}, true
			}}, func(Progress) {}); err != nil {
			t.Error(err)
		}
		if asked < 9 || asked > 12 {
			t.Errorf("in ten seconds it was asked %d times", asked)
		}
	})
}
