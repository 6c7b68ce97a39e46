package hand

import (
	"context"
	"testing"
	"time"

	"github.com/ariapp/ariapp/ari"
	fakeari "github.com/ariapp/ariapp/test/fake-ari"
)

// Law: a change from outside that Asterisk does not do ends the listening, as one by a key does. They are told to have
// left when they are not heard any more, not before; and in no mode in which they were not.
func TestSpyChangesThatFail(t *testing.T) {
	for operation, want := range map[string][]string{
		"channels.snoopChannelWithId": {"Hears 1001 listen", "Left 1001 listen by lead"},
		"channels.hangup":             {"Hears 1001 listen", "Left 1001 listen"},
	} {
		t.Run(operation, func(t *testing.T) {
			talk(t, func(ctx context.Context, srv *fakeari.Server, client *ari.Client, caller, agent *fakeari.Call) {
				srv.Endpoint("PJSIP/100", fakeari.Answer(time.Second), fakeari.HangUp(time.Minute, 16))
				changes, done, news := make(chan Change, 1), make(chan error, 1), gossip{}
				time.AfterFunc(10*time.Second, func() {
					srv.Fault(fakeari.Fault{Name: fakeari.ErrorOnce, Operation: operation})
					changes <- Change{"barge", "lead", done}
				})
				began := time.Now()
				_, err := Spy(ctx, client, Spying{Supervisor: Leg{Endpoint: "PJSIP/100"}, Talk: Talk{Channel: caller.ID(), Agent: "1001", Mode: "listen"},
					Changes: changes, May: func(context.Context, Talk, string, string) error { return nil },
					Next: func(context.Context, Talk) (Talk, bool) { return Talk{}, false },
					Tell: func(n News) {
						news.hear(n)
						channels, err := client.Channels.List(ctx)
						if n.Kind == Left && (err != nil || len(channels) != 3) { // caller, agent and supervisor
							t.Errorf("when they have left there are %+v, %v", channels, err)
						}
					}}, func(Progress) {})
				if told := <-done; err == nil || told == nil || time.Since(began) > 15*time.Second {
					t.Errorf("it ended after %s with %v, told is %v", time.Since(began), err, told)
				}
				news.want(t, want...)
			})
		})
	}
}
