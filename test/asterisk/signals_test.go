//go:build linux && asterisk

package asterisk

import (
	"fmt"
	"math"
	"testing"
	"time"

	"github.com/ariapp/ariapp/test/asterisk/hearing"
	"github.com/ariapp/ariapp/test/asterisk/sip"
)

// Law: what a flow says of a call before the answer, the caller's telephone is
// told by SIP: ringing, early media, and why it is refused.
func testSignals(t *testing.T) {
	cases := []struct {
		name, number string
		script       sip.Script
		want         []string
	}{
		{"ringing, then the answer", "7600", sip.Script{
			sip.Ringing(), sip.Pause(700 * time.Millisecond), sip.Answered(), sip.ExpectBye(),
		}, in("en", "beep")},
		{"early media, then the answer", "7601", sip.Script{
			sip.EarlyMedia(), sip.Answered(), sip.ExpectBye(),
		}, append(spelled(t, "fr", "number:21"), "fr/beep")},
		{"an announcement, then busy", "7602", sip.Script{
			sip.EarlyMedia(), sip.Refused(486),
		}, spelled(t, "fr", "number:1342")},
		{"busy", "7610", sip.Script{sip.Refused(486)}, nil},
		{"rejected", "7611", sip.Script{sip.Refused(403)}, nil},
		{"unallocated", "7612", sip.Script{sip.Refused(404)}, nil},
		{"congestion", "7613", sip.Script{sip.Refused(503)}, nil},
		{"without a cause", "7614", sip.Script{sip.Refused(403)}, nil},
	}
	for i, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			heard := listenTo(t, sip.Call{To: c.number, From: fmt.Sprintf("866%d", i), Script: c.script})
			ear().Expect(t, heard, c.want)
		})
	}
}

// Law: silence, music, another language and hotkeys are heard as the file says;
// a hotkey cuts what plays.
func testSoundsBesidePrompts(t *testing.T) {
	twentyOne := func(language string) []string { return spelled(t, language, "number:21") }
	congrats := "en/demo-congrats" + hearing.Cut
	var languages []string
	for _, more := range [][]string{twentyOne("en"), twentyOne("fr"), in("fr", "beep"), twentyOne("es"), twentyOne("ru")} {
		languages = append(languages, more...)
	}
	hearCalls(t, ear(), []hears{
		{"silence", "7630", nil, in("en", "digits/1", "silence/2", "digits/2")},
		{"languages", "7650", nil, languages},
		{"a hotkey in a prompt", "7660", []string{"0"}, []string{congrats, "en/digits/0"}},
		{"a hotkey that begins anew", "7660", []string{"*", "0"}, []string{congrats, congrats, "en/digits/0"}},
		{"a hotkey of two keys", "7660", []string{"##", "0"}, []string{congrats, "en/digits/9", congrats, "en/digits/0"}},
		{"no hotkey", "7660", []string{"#", "5", "0"}, []string{congrats, "en/digits/0"}},
		{"a hotkey in a menu", "7661", []string{"0"}, []string{congrats, "en/digits/0"}},
		{"a hotkey out of a menu", "7661", []string{"1", "*", "0"},
			[]string{congrats, "en/basic-pbx-ivr-main" + hearing.Cut, congrats, "en/digits/0"}},
		{"a choice of the menu within", "7661", []string{"1", "1"},
			[]string{congrats, "en/basic-pbx-ivr-main" + hearing.Cut, "en/digits/1"}},
	})
}

// Law: hotkeys are heard as RFC 4733 events too, where each key is told many times.
func testHotkeysAsEvents(t *testing.T) {
	heard := listenTo(t, sip.Call{To: "7660", From: "8680", Keys: sip.RFC4733, Script: sip.Script{
		sip.Answered(), sip.Pause(2 * beat), sip.Press("##"), sip.Pause(2 * beat), sip.Press("*"), sip.Pause(beat),
		sip.Press("0"), sip.ExpectByeWithin(dialled),
	}})
	congrats := "en/demo-congrats" + hearing.Cut
	ear().Expect(t, heard, []string{congrats, "en/digits/9", congrats, congrats, "en/digits/0"})
}

// Law: music on hold ends with the key that may end it, and the flow goes on.
func testMusicUntilKey(t *testing.T) {
	heard, err := ear().Recognise(listen(t, "7640", "5"), append(pieces(), "en/digits/1"))
	if err != nil {
		t.Fatal(err)
	}
	if len(heard) != 2 || heard[0].Name == hearing.Unknown || heard[0].Length < musicMin || heard[1].Name != "en/digits/1" {
		t.Errorf("heard %v; want a piece of music for %v at least, then a digit", heard, musicMin)
	}
}

// pulse is a stretch of sound or of silence.
type pulse struct {
	sounds bool
	length time.Duration
}

// tick is the exactness of pulses.
const tick = 10 * time.Millisecond

// pulses are the stretches of the audio, in order, its pauses included.
func pulses(audio hearing.Audio) []pulse {
	const step, loud = hearing.Rate / 100, 500
	var all []pulse
	add := func(sounds bool, length time.Duration) {
		if n := len(all); n > 0 && all[n-1].sounds == sounds {
			all[n-1].length += length
			return
		}
		all = append(all, pulse{sounds, length})
	}
	pauses := audio.Pauses
	for at := 0; at < len(audio.Samples); at += step {
		for len(pauses) > 0 && pauses[0].Before <= at {
			add(false, pauses[0].Length)
			pauses = pauses[1:]
		}
		sum := 0.0
		part := audio.Samples[at:min(at+step, len(audio.Samples))]
		for _, x := range part {
			sum += float64(x) * float64(x)
		}
		add(sum > loud*loud*float64(len(part)), tick)
	}
	return all
}

// power is how much of a frequency there is in the loud parts, by Goertzel.
func power(samples []int16, hertz float64) float64 {
	c := 2 * math.Cos(2*math.Pi*hertz/hearing.Rate)
	var s1, s2 float64
	for _, x := range samples {
		s1, s2 = float64(x)+c*s1-s2, s1
	}
	return (s1*s1 + s2*s2 - c*s1*s2) / float64(len(samples)*len(samples))
}

// Law: a tone sounds as in the country that the file names, its rhythm and its
// pitch; before the answer, unless the file has it answered.
func testTones(t *testing.T) {
	early := sip.Script{sip.EarlyMedia(), sip.Refused(486)}
	cases := []struct {
		name, number string
		script       sip.Script
		on, off      time.Duration
		hertz        []float64
		not          float64
	}{
		{"German", "7620", early, 480 * time.Millisecond, 480 * time.Millisecond, []float64{425}, 620},
		{"American", "7621", early, 500 * time.Millisecond, 500 * time.Millisecond, []float64{480, 620}, 425},
		{"one's own", "7622", sip.Script{sip.Answered(), sip.ExpectBye()},
			250 * time.Millisecond, 750 * time.Millisecond, []float64{700}, 425},
	}
	for i, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			heard := listenTo(t, sip.Call{To: c.number, From: fmt.Sprintf("867%d", i), Script: c.script})
			all := pulses(heard)
			if len(all) < 7 {
				t.Fatalf("heard %v; want four seconds of the tone", all)
			}
			for n, p := range all[:6] {
				want := map[bool]time.Duration{true: c.on, false: c.off}[p.sounds]
				if p.sounds != (n%2 == 0) || (p.length-want).Abs() > 4*tick {
					t.Errorf("stretch %d is %v; want %v", n, p, want)
				}
			}
			first := heard.Samples[:int(c.on.Seconds()*hearing.Rate)]
			for _, hertz := range c.hertz {
				if there, other := power(first, hertz), power(first, c.not); there < 100*other {
					t.Errorf("%v Hz has %.0f, %v Hz has %.0f", hertz, there, c.not, other)
				}
			}
		})
	}
}
