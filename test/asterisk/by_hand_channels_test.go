//go:build linux && asterisk

package asterisk

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/ariapp/ariapp/ari"
	"github.com/ariapp/ariapp/test/asterisk/sip"
)

// guest has a telephone in an application of the test's, which does nothing with it, and returns its channel.
func guest(t *testing.T, phone *sip.Answerer) (channel string) {
	t.Helper()
	c, app, entered, connected := client(t), "guest-"+rand.Text(), make(chan string, 1), make(chan struct{})
	ctx, cancel := context.WithCancel(context.Background())
	var listening sync.WaitGroup
	listening.Go(func() {
		err := c.Listen(ctx, ari.ListenOptions{Apps: []string{app}, OnEvent: func(e ari.Event) {
			switch e := e.(type) {
			case *ari.Connected:
				close(connected)
			case *ari.StasisStart:
				entered <- e.Channel.ID
			}
		}})
		if err != nil {
			t.Error(err)
		}
	})
	t.Cleanup(func() { cancel(); listening.Wait(); c.Close() })
	in := inTime(t)
	for _, done := range []func() error{
		func() error {
			select {
			case <-connected:
				return nil
			case <-in.Done():
				return context.Cause(in)
			}
		},
		func() error {
			_, err := c.Channels.Originate(in, ari.ChannelsOriginateParams{Endpoint: endpoint(phone), App: &app})
			return err
		},
		func() error {
			select {
			case channel = <-entered:
				return nil
			case <-in.Done():
				return context.Cause(in)
			}
		},
	} {
		if err := done(); err != nil {
			t.Fatal(err)
		}
	}
	return channel
}

// Law: the commands on a channel that somebody else has do on the real Asterisk what docs/by-hand.md says.
func TestChannelsByHand(t *testing.T) {
	emptyRecordings(t)
	phone := answerer(t, sip.Manner{Speaks: true})
	channel := guest(t, phone)
	for _, c := range []struct {
		want string
		args []string
	}{
		{" is answered\n", []string{"answer", channel}},
		{" has heard it\n", []string{"play", channel, "sound:beep", "digits:4", "--wait"}},
		{" was recorded as complaints/7\n", []string{"record", channel, "complaints/7", "--max", "2", "--wait"}},
		{" is on hold\n", []string{"hold", channel}},
		{" is no longer on hold\n", []string{"hold", channel, "--off"}},
		{" is on hold\n", []string{"hold", channel, "--music", "default"}},
		{" is no longer on hold\n", []string{"hold", channel, "--music", "default", "--off"}},
		{" is muted\n", []string{"mute", channel, "--direction", "in"}},
		{" is no longer muted\n", []string{"mute", channel, "--direction", "in", "--off"}},
		{" gets the keys\n", []string{"dtmf", channel, "1w2"}},
	} {
		if got := straight(t, append([]string{"channels"}, c.args...)...); got != channel+c.want {
			t.Errorf("%q prints %q, want %q", c.args, got, channel+c.want)
		}
	}
	var shown struct{ ID, Name, State string }
	if err := json.Unmarshal([]byte(straight(t, "channels", "show", channel)), &shown); err != nil || shown.ID != channel ||
		shown.State != "Up" {
		t.Errorf("%+v, %v", shown, err)
	}
	file := filepath.Join(t.TempDir(), "7.wav")
	straight(t, "recordings", "get", "complaints/7", "--to", file)
	if audio := recorded(t, file); says(audio) < time.Second || audio.Length() > 3*time.Second {
		t.Errorf("the telephone is recorded for %v of %v", says(audio), audio.Length())
	}
	if moved := straight(t, "channels", "move", channel, "--extension", "9901@callers"); moved != channel+" goes to 9901@callers\n" {
		t.Errorf("moved: %q", moved)
	}
	if err := phone.Ended(inTime(t)); err != nil { // by the extension, when it has beeped
		t.Error(err)
	}
	awaitEmpty(t)
	if _, stderr, code := hands(t, "channels", "play", channel, "sound:beep", "--asterisk", lab.ARIURL, "--user", lab.User); code == 0 {
		t.Errorf("a channel that is gone hears something: %s", stderr)
	}
	ear().Expect(t, phone.Close(), in("en", "beep", "digits/4", "beep"))
}

// Law: Ctrl-C ends what `channels play` and `channels record` have begun, and keeps the recording.
func TestWaitsByHandEnd(t *testing.T) {
	emptyRecordings(t)
	phone := answerer(t, sip.Manner{Speaks: true})
	channel, c := guest(t, phone), client(t)
	defer c.Close()
	playing := beginStraight(t, "channels", "play", channel, "sound:demo-congrats", "--wait")
	if err := phone.Stay(2 * time.Second); err != nil {
		t.Error(err)
	}
	playing.interrupt(t, 1)
	recording := beginStraight(t, "channels", "record", channel, "kept", "--wait")
	(&daemon{client: c}).awaitFor(t, "the recording", func() bool {
		live, err := c.Recordings.GetLive(t.Context(), "kept")
		return err == nil && live.State == "recording"
	})
	if err := phone.Stay(beat); err != nil {
		t.Error(err)
	}
	if code := recording.interrupt(t, 1); code != 0 || !strings.Contains(recording.printed(), "was recorded as kept") {
		t.Errorf("%d: %s", code, recording.printed())
	}
	straight(t, "channels", "hangup", channel)
	if err := phone.Ended(inTime(t)); err != nil {
		t.Error(err)
	}
	awaitEmpty(t)
	if listed := straight(t, "recordings", "list"); !strings.Contains(listed, "kept") {
		t.Errorf("recordings list:\n%s", listed)
	}
	if heard := phone.Close().Length(); heard > 8*time.Second {
		t.Errorf("it played on: %v were heard", heard)
	}
}

// Law: a second Ctrl-C at once leaves no leg and no bridge of `connect`, whatever is under way.
func TestTwoInterruptsLeaveNothing(t *testing.T) {
	for _, c := range []struct {
		name       string
		one, other sip.Manner
		// ready is the telephone that has come so far when it is interrupted.
		ready func(t *testing.T, one, other *sip.Answerer) bool
	}{
		{"the first rings", sip.Manner{Rings: -1}, sip.Manner{}, func(_ *testing.T, one, _ *sip.Answerer) bool { return one.Invited() != "" }},
		{"the second rings", sip.Manner{}, sip.Manner{Rings: -1}, func(_ *testing.T, _, other *sip.Answerer) bool { return other.Invited() != "" }},
		{"the second is being made", sip.Manner{}, sip.Manner{Rings: -1}, func(t *testing.T, one, _ *sip.Answerer) bool { return one.Up(inTime(t)) == nil }},
		{"they talk", sip.Manner{}, sip.Manner{}, func(t *testing.T, _, other *sip.Answerer) bool { return other.Up(inTime(t)) == nil }},
	} {
		t.Run(c.name, func(t *testing.T) {
			one, other := answerer(t, c.one), answerer(t, c.other)
			defer one.Close()
			defer other.Close()
			connect := beginStraight(t, "connect", endpoint(one), endpoint(other))
			(&daemon{}).awaitFor(t, c.name, func() bool { return c.ready(t, one, other) })
			if code := connect.interrupt(t, 2); code < 0 {
				t.Errorf("the second signal has killed it: %s", connect.printed())
			}
			awaitEmpty(t)
		})
	}
}
