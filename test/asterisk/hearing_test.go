//go:build linux && asterisk

package asterisk

import (
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/ariapp/ariapp/test/asterisk/hearing"
	"github.com/ariapp/ariapp/test/asterisk/rig"
	"github.com/ariapp/ariapp/test/asterisk/sip"
)

// musicPrefix begins the names of music on hold; all other sounds begin with
// their language.
const musicPrefix = "moh/"

// musicMin is how much is heard of three seconds of music: a busy machine plays
// less of it.
const musicMin = 1500 * time.Millisecond

// ear knows all sounds of the rig's Asterisk: en/digits/1, fr/vm-goodbye and so on.
var ear = sync.OnceValue(func() *hearing.Ear {
	return hearing.New(hearing.Files(func(path string) (string, error) {
		if music, is := strings.CutPrefix(path, musicPrefix); is {
			return machine.Inside(rig.Music + "/" + music)
		}
		return machine.Inside(rig.Sounds + "/" + path)
	}))
})

// in names sounds of a language.
func in(language string, sounds ...string) []string {
	var names []string
	for _, sound := range sounds {
		if sound != hearing.Unknown {
			sound = language + "/" + sound
		}
		names = append(names, sound)
	}
	return names
}

// listen rings a number, presses keys, each two beats after the one before, and
// returns all that the caller hears until the other side hangs up.
func listen(t *testing.T, number string, keys ...string) hearing.Audio {
	t.Helper()
	script := sip.Script{sip.Answered()}
	for _, key := range keys {
		script = append(script, sip.Pause(2*beat), sip.Press(key))
	}
	return listenTo(t, sip.Call{To: number, Script: append(script, sip.ExpectByeWithin(outlasts))})
}

// listenTo makes a call and returns all that the caller hears.
func listenTo(t *testing.T, call sip.Call) hearing.Audio {
	t.Helper()
	call.Listen = true
	result, err := phone().Place(t.Context(), call)
	if err != nil {
		t.Error(err)
	}
	return result.Heard
}

// Law: the driver hears what the dialplan alone plays, to the sample, by the
// telephone's way of sending keys as well.
func TestDriverHears(t *testing.T) {
	for _, keys := range []sip.Keying{sip.INFO, sip.RFC4733} {
		t.Run(keys.String(), func(t *testing.T) {
			t.Parallel()
			heard := listenTo(t, sip.Call{To: "9902", From: "850", Keys: keys, Script: sip.Script{
				sip.Answered(), sip.Pause(beat), sip.Press("12"), sip.ExpectBye(),
			}})
			for _, h := range ear().Expect(t, heard, in("en", "beep")) {
				if h.Score < 0.99 {
					t.Errorf("%v is only %.3f alike", h, h.Score)
				}
			}
		})
	}
}

// pieces are the rig's music on hold.
func pieces() []string {
	return []string{"moh/macroform-cold_day", "moh/macroform-robot_dity", "moh/macroform-the_simplicity",
		"moh/manolo_camp-morning_coffee", "moh/reno_project-system"}
}

// Law: music on hold plays, one piece of it, and nothing breaks into it.
func TestMusicOnHold(t *testing.T) {
	audio := listenTo(t, sip.Call{To: "9909", From: "851", Script: sip.Script{sip.Answered(), sip.ExpectBye()}})
	heard, err := ear().Recognise(audio, pieces())
	if err != nil {
		t.Fatal(err)
	}
	if len(heard) != 1 || heard[0].Name == hearing.Unknown || heard[0].Length < musicMin {
		t.Errorf("heard %v; want %v at least of one piece of music", heard, musicMin)
	}
}

// Law: a caller hears the sounds that the flow names, in the call's language, in
// order, whole, and nothing else; a key stops a sound, and the next one begins.
func TestCallersHear(t *testing.T) {
	d := start(t, "testdata/hearing.yaml")
	sounds := []string{"vm-goodbye", "digits/4", "digits/0", "digits/7", "digits/7", "silence/1", "beep", "auth-thankyou"}
	cases := []struct {
		name, number string
		keys         []string
		want         []string
	}{
		{"English", "7001", nil, in("en", sounds...)},
		{"French", "7002", nil, in("fr", sounds...)},
		{"Russian", "7003", nil, in("ru", sounds...)},
		{"a key", "7004", []string{"1"}, in("en", "demo-congrats"+hearing.Cut, "auth-thankyou", "beep")},
	}
	t.Run("calls", func(t *testing.T) {
		for _, c := range cases {
			t.Run(c.name, func(t *testing.T) {
				t.Parallel()
				for _, h := range ear().Expect(t, listen(t, c.number, c.keys...), c.want) {
					t.Logf("%v, %.4f alike", h, h.Score)
				}
			})
		}
	})
	d.awaitIdle(t, len(cases))
}
