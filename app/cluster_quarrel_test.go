package app

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/ariapp/ariapp/ari"
	fakeari "github.com/ariapp/ariapp/test/fake-ari"
)

// takesDoor has a program take the application of the dialplan in Asterisk, and keep it for a while; has is called when it has
// it.
func (s *shared) takesDoor(keeps time.Duration, has func()) {
	s.t.Helper()
	c, err := ari.New(ari.Options{URL: "http://pbx:8088/ari", Username: "ariapp", Password: "secret", DialContext: s.srv.DialContext})
	if err != nil {
		s.t.Fatal(err)
	}
	defer c.Close()
	ctx, cancel := context.WithTimeout(context.Background(), keeps)
	defer cancel()
	if err := c.Listen(ctx, ari.ListenOptions{Apps: []string{"ivr"}, OnEvent: func(e ari.Event) {
		if _, is := e.(*ari.Connected); is {
			has()
		}
	}}); err != nil && ctx.Err() == nil {
		s.t.Error(err)
	}
}

// Law: whoever has the door by the store, and has lost it in Asterisk for a moment, to the late socket of the last one who had
// it, listens again at once: who calls meanwhile is served before the dialplan gives up.
func TestADoorThatWasTakenByMistake(t *testing.T) {
	inCluster(t, sharing(), []string{"n1", "n2", "n3"}, func(s *shared) {
		for range 3 {
			var c *fakeari.Call
			s.takesDoor(50*time.Millisecond, func() { c = s.call("200") })
			time.Sleep(3 * time.Second)
			if got := heardBy(c); !strings.HasPrefix(got, "ask") {
				t.Errorf("a caller heard %q\n%s", got, s.logged())
			}
			s.finishes(c)
			time.Sleep(time.Minute)
		}
	})
}

// Law: with a program that takes the door again and again the instances do not quarrel: less and less often.
func TestADoorThatIsQuarrelledOver(t *testing.T) {
	inCluster(t, sharing(), []string{"n1", "n2"}, func(s *shared) {
		opened := func() int { return strings.Count(s.logged(), "msg=\"new calls come in\" asterisk=asterisk here=true") }
		before := opened()
		for range 200 {
			s.takesDoor(300*time.Millisecond, func() {})
		}
		if times := opened() - before; times < 3 || times > 14 {
			t.Errorf("the door was opened %d times in a minute\n%s", times, s.logged())
		}
		time.Sleep(15 * time.Second)
		s.finishes(s.asked(1)...)
	})
}
