package fakeari_test

import (
	"encoding/binary"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	fakeari "github.com/ariapp/ariapp/test/fake-ari"
)

// TestRecordingEnds proves what ends a recording, when, and what is kept of it.
func TestRecordingEnds(t *testing.T) {
	const second = time.Second
	for _, row := range []struct {
		name    string
		query   string
		during  func(*client, *fakeari.Call)
		length  time.Duration
		talking time.Duration
	}{
		{"its time", "&maxDurationSeconds=5", func(_ *client, c *fakeari.Call) { c.Speak(2 * second) }, 5 * second, 2 * second},
		{"silence from the beginning", "&maxSilenceSeconds=3", func(*client, *fakeari.Call) {}, 3 * second, 0},
		{"silence after speech", "&maxSilenceSeconds=3", func(_ *client, c *fakeari.Call) {
			c.Speak(2 * second)
			time.Sleep(4 * second) // two of them silent
			c.Speak(second)
		}, 8 * second, 3 * second},
		{"silence that is kept", "&maxSilenceSeconds=3", func(_ *client, c *fakeari.Call) {
			c.Speak(time.Hour)
			time.Sleep(4 * second)
			c.Silent()
		}, 7 * second, 4 * second},
		{"its key", "&terminateOn=%23", func(_ *client, c *fakeari.Call) {
			time.Sleep(second)
			c.Press("12*")
			time.Sleep(second)
			c.Press("#")
		}, 2 * second, 0},
		{"any key", "&terminateOn=any", func(_ *client, c *fakeari.Call) {
			time.Sleep(second)
			c.Press("1")
		}, second, 0},
		{"a stop", "", func(c *client, _ *fakeari.Call) {
			time.Sleep(second)
			c.want(204, "POST", "/recordings/live/R/stop", "")
		}, second, 0},
		{"a hang-up", "", func(_ *client, c *fakeari.Call) {
			time.Sleep(second)
			c.Hangup(0)
		}, second, 0},
		{"a stop after a pause", "", func(c *client, _ *fakeari.Call) {
			time.Sleep(second)
			c.want(204, "POST", "/recordings/live/R/pause", "")
			time.Sleep(time.Hour)
			c.want(204, "DELETE", "/recordings/live/R/pause", "")
			time.Sleep(second)
			c.want(204, "POST", "/recordings/live/R/stop", "")
		}, 2 * second, 0},
		{"a stop, with a secret muted", "", func(c *client, call *fakeari.Call) {
			call.Speak(3 * second)
			time.Sleep(second)
			c.want(204, "POST", "/recordings/live/R/mute", "")
			time.Sleep(second)
			c.want(204, "DELETE", "/recordings/live/R/mute", "")
			time.Sleep(second)
			c.want(204, "POST", "/recordings/live/R/stop", "")
		}, 3 * second, 2 * second},
		{"a stop after a beep", "&beep=true", func(c *client, call *fakeari.Call) {
			time.Sleep(3 * second)
			c.want(204, "POST", "/recordings/live/R/stop", "")
		}, 2 * second, 0},
	} {
		t.Run(row.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c := newClient(t, fakeari.Options{})
				c.socket("app=ivr")
				call := c.srv.Call(fakeari.Caller{ID: "C", App: "ivr", Answered: true})
				c.want(201, "POST", "/channels/C/record?name=R&format=wav"+row.query, "")
				row.during(c, call)
				got, err := c.srv.AwaitRecording(t.Context(), "R")
				if err != nil {
					t.Fatal(err)
				}
				if got.Length != row.length || got.Talking != row.talking {
					t.Errorf("kept %v with %v of speech, want %v with %v", got.Length, got.Talking, row.length, row.talking)
				}
				if live := c.do("GET", "/recordings/live/R", ""); live.status != 404 {
					t.Errorf("it is still there: %s", live.text)
				}
			})
		})
	}
}

// TestRecordingFile proves that a file is as long as what was recorded, and loud
// where somebody spoke.
func TestRecordingFile(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newClient(t, fakeari.Options{})
		s := c.socket("app=ivr")
		call := c.srv.Call(fakeari.Caller{ID: "C", App: "ivr"})
		c.want(201, "POST", "/channels/C/record?name=R&format=wav&maxDurationSeconds=2&maxSilenceSeconds=9", "")
		call.Speak(time.Second)
		if _, err := c.srv.AwaitRecording(soon(t), "R"); err != nil {
			t.Fatal(err)
		}
		want := []string{"StasisStart", "ChannelStateChange", "RecordingStarted", "RecordingFinished"}
		if diff := cmp.Diff(want[:3], s.kinds(3)); diff != "" {
			t.Errorf("events (-want +got):\n%s", diff)
		}
		told, _ := s.next()["recording"].(map[string]any)
		wanted := map[string]any{
			"name": "R", "format": "wav", "state": "done", "target_uri": "channel:C",
			"duration": 2.0, "talking_duration": 1.0, "silence_duration": 1.0,
		}
		if diff := cmp.Diff(wanted, told); diff != "" {
			t.Errorf("told (-want +got):\n%s", diff)
		}
		file := []byte(c.want(200, "GET", "/recordings/stored/R/file", "").text)
		const head, rate = 44, 16000
		if len(file) != head+2*rate || binary.LittleEndian.Uint32(file[40:]) != 2*rate {
			t.Fatalf("the file has %d bytes", len(file))
		}
		loud := func(part []byte) (count int) {
			for i := 0; i+1 < len(part); i += 2 {
				if part[i] != 0 || part[i+1] != 0 {
					count++
				}
			}
			return count
		}
		if first, second := loud(file[head:head+rate]), loud(file[head+rate:]); first < rate/4 || second != 0 {
			t.Errorf("%d samples are loud in the first second, %d in the second", first, second)
		}
	})
}

// TestRecordingsKept proves that recordings outlive a restart, can be gone on with,
// and that a cancelled one is not kept.
func TestRecordingsKept(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newClient(t, fakeari.Options{Recordings: map[string]time.Duration{"old": time.Second}})
		c.socket("app=ivr")
		call := c.srv.Call(fakeari.Caller{ID: "C", App: "ivr"})
		const record = "/channels/C/record?format=wav&maxDurationSeconds=1&name="
		c.want(201, "POST", record+"old&ifExists=append", "")
		time.Sleep(time.Minute)
		if got, _ := c.srv.Recording("old"); got.Length != 2*time.Second {
			t.Errorf("gone on with it lasts %v", got.Length)
		}
		c.want(201, "POST", record+"gone", "")
		c.want(204, "DELETE", "/recordings/live/gone", "")
		c.want(201, "POST", record+"first", "")
		c.want(201, "POST", record+"second", "")
		c.want(409, "POST", "/recordings/live/second/pause", "")
		c.want(204, "POST", "/recordings/live/second/stop", "") // of which it takes no notice
		time.Sleep(time.Minute)
		c.want(201, "POST", "/channels/C/play", `{"media":["recording:old"]}`)
		if err := call.AwaitHeard(soon(t), "recording:old"); err != nil {
			t.Error(err)
		}
		c.srv.Fault(fakeari.Fault{Name: fakeari.Restart})
		if diff := cmp.Diff([]string{"first", "old", "second"}, c.srv.Recordings()); diff != "" {
			t.Errorf("kept (-want +got):\n%s", diff)
		}
	})
}

// TestRecordingInBridge proves what cannot be recorded, how a bridge is, and that a
// leg that was dialled is in a bridge of Asterisk's until it was in another.
func TestRecordingInBridge(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, caller, leg := meeting(t)
		leg.Answer()
		c.want(201, "POST", "/channels/L/record?name=early&format=wav", "")
		c.want(200, "POST", "/bridges/B", "")
		c.want(204, "POST", "/bridges/B/addChannel?channel=C,L", "")
		c.want(201, "POST", "/channels/C/record?name=inside&format=wav", "")
		c.want(201, "POST", "/bridges/B/record?name=all&format=wav&maxDurationSeconds=9", "")
		c.want(201, "POST", "/bridges/B/record?name=twice&format=wav&terminateOn=any", "")
		if got := c.want(200, "GET", "/bridges/B", ""); got.body["technology"] != "softmix" {
			t.Errorf("it is a %v", got.body["technology"])
		}
		caller.Speak(time.Second)
		time.Sleep(2 * time.Second)
		leg.Speak(time.Second)
		leg.Press("1")
		time.Sleep(2 * time.Second)
		c.want(204, "POST", "/bridges/B/removeChannel?channel=L", "")
		c.want(201, "POST", "/channels/L/record?name=late&format=wav", "")
		got := c.want(409, "POST", "/bridges/B/addChannel?channel=L", "")
		if got.body["message"] != "Channel L currently recording" {
			t.Errorf("refused with %v", got.body)
		}
		c.want(204, "POST", "/recordings/live/late/stop", "")
		c.want(204, "DELETE", "/bridges/B", "")
		if diff := cmp.Diff([]string{"all", "late", "twice"}, c.srv.Recordings()); diff != "" {
			t.Errorf("kept (-want +got):\n%s", diff)
		}
		all, _ := c.srv.Recording("all")
		twice, _ := c.srv.Recording("twice")
		if all.Length != 4*time.Second || twice.Length != 2*time.Second {
			t.Errorf("the bridge was recorded for %v and %v", all.Length, twice.Length)
		}
	})
}
