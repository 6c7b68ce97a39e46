package hearing

import (
	"errors"
	"io/fs"
	"math"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

const ms = time.Millisecond

// recognition is one call, and what is to be heard in it.
type recognition struct {
	name    string
	samples []int16
	among   []string
	want    []Heard
}

func recognitions() []recognition {
	s := sounds()
	all := []string{"hiss", "rush", "low", "high", "beep", "tick", "silence", "one", "other", "begin"}
	return []recognition{
		{"nothing", nil, all, nil},
		{"silence", still(3 * time.Second), all, nil},
		{"one sound", s["hiss"], all, []Heard{{"hiss", 0, 700 * ms, 1}}},
		{"after silence, in the middle of a packet", join(make([]int16, 1234), s["low"], still(time.Second)), all,
			[]Heard{{"low", duration(1234), 600 * ms, 1}}},
		{"without a gap", join(s["low"], s["high"], s["beep"], s["tick"]), all,
			[]Heard{{"low", 0, 600 * ms, 1}, {"high", 600 * ms, 400 * ms, 1}, {"beep", 1000 * ms, 300 * ms, 1}, {"tick", 1300 * ms, 120 * ms, 1}}},
		{"the same twice", join(s["beep"], still(100*ms), s["hiss"], s["hiss"], s["beep"]), all,
			[]Heard{{"beep", 0, 300 * ms, 1}, {"hiss", 400 * ms, 700 * ms, 1}, {"hiss", 1100 * ms, 700 * ms, 1}, {"beep", 1800 * ms, 300 * ms, 1}}},
		{"stopped, and the next at once", join(first(500*ms, s["rush"]), s["low"]), all,
			[]Heard{{"rush", 0, 500 * ms, 1}, {"low", 500 * ms, 600 * ms, 1}}},
		{"stopped soon", join(first(160*ms, s["rush"]), still(500*ms), s["hiss"]), all,
			[]Heard{{"rush", 0, 160 * ms, 1}, {"hiss", 660 * ms, 700 * ms, 1}}},
		{"stopped by the end", join(s["hiss"], first(300*ms, s["rush"])), all,
			[]Heard{{"hiss", 0, 700 * ms, 1}, {"rush", 700 * ms, 300 * ms, 1}}},
		{"softer and louder", join(louder(0.5, s["hiss"]), louder(1.6, s["low"])), all,
			[]Heard{{"hiss", 0, 700 * ms, 1}, {"low", 700 * ms, 600 * ms, 1}}},
		{"alike but for the end", join(s["one"], still(60*ms), s["other"]), all,
			[]Heard{{"one", 0, 600 * ms, 1}, {"other", 660 * ms, 600 * ms, 1}}},
		{"the beginning of another", s["begin"], []string{"begin", "one", "other"}, []Heard{{"begin", 0, 400 * ms, 1}}},
		{"twins are the one asked for first", s["hiss"], []string{"twin", "hiss"}, []Heard{{"twin", 0, 700 * ms, 1}}},
		{"asked for twice", s["hiss"], []string{"hiss", "hiss"}, []Heard{{"hiss", 0, 700 * ms, 1}}},
		{"a lost packet", lost(320*ms, s["rush"]), all, []Heard{{"rush", 0, 900 * ms, 1}}},
		{"without its last packet, which is silent as those before", join(first(680*ms, s["fading"]), s["low"]), append(all, "fading"),
			[]Heard{{"fading", 0, 680 * ms, 1}, {"low", 680 * ms, 600 * ms, 1}}},
		{"something else", join(s["hiss"], still(200*ms), s["rush"], still(200*ms), s["low"]), []string{"hiss", "low", "high"},
			[]Heard{{"hiss", 0, 700 * ms, 1}, {Unknown, 900 * ms, 900 * ms, 0}, {"low", 2000 * ms, 600 * ms, 1}}},
		{"only something else", s["rush"], []string{"hiss", "low"}, []Heard{{Unknown, 0, 900 * ms, 0}}},
		{"the wrong one of two that are alike", s["other"], []string{"one"},
			[]Heard{{"one", 0, 400 * ms, 1}, {Unknown, 440 * ms, 140 * ms, 0}}},
	}
}

// Law: each sound is heard with its name, its begin and its length, through the
// codec of the telephone; what is none of them is heard as unknown.
func TestRecognise(t *testing.T) {
	near := cmp.Options{
		cmp.Comparer(func(a, b time.Duration) bool { return (a - b).Abs() <= 40*ms }),
		cmp.Comparer(func(a, b float64) bool { return math.Abs(a-b) <= 0.02 }),
	}
	ear := newEar()
	for _, c := range recognitions() {
		t.Run(c.name, func(t *testing.T) {
			got, err := ear.Recognise(overTheWire(c.samples), c.among)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, got, near); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

// Law: where a sound begins is found to the sample.
func TestBeginIsExact(t *testing.T) {
	for _, offset := range []int{0, 1, 159, 6143, 6144, 6145, 8192, 20001} {
		samples := join(make([]int16, offset), sounds()["hiss"])
		got, err := newEar().Recognise(overTheWire(samples), []string{"hiss"})
		if err != nil || len(got) != 1 || got[0].At != duration(offset) {
			t.Errorf("at sample %d: heard %v, %v; want %v", offset, got, err, duration(offset))
		}
	}
}

// Law: a time without packets moves what comes after it, and stretches no sound.
func TestPausesMoveSounds(t *testing.T) {
	audio := overTheWire(join(sounds()["hiss"], sounds()["low"]))
	audio.Pauses = []Pause{{1600, time.Second}, {5600, 2 * time.Second}, {6000, 500 * ms}}
	got, err := newEar().Recognise(audio, []string{"low", "hiss"})
	if err != nil {
		t.Fatal(err)
	}
	for i := range got {
		got[i].Score = 0
	}
	want := []Heard{{"hiss", 0, 700 * ms, 0}, {"low", 3700 * ms, 600 * ms, 0}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	if length := audio.Length(); length != 4800*ms {
		t.Errorf("all of it takes %v", length)
	}
}

// Law: a sound that the library does not have is an error, not a silence.
func TestMissingSound(t *testing.T) {
	for _, among := range [][]string{{"nosuch"}, {"hiss", "nosuch"}} {
		if _, err := newEar().Recognise(Audio{}, among); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%v: %v; want ErrNotExist", among, err)
		}
	}
	if _, err := newEar().Length("nosuch"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("its length: %v; want ErrNotExist", err)
	}
	if length, err := newEar().Length("low"); err != nil || length != 600*ms {
		t.Errorf("the length of another: %v, %v", length, err)
	}
}

// Half a minute and forty sounds: the most that a test of a call asks for.
func BenchmarkRecognise(b *testing.B) {
	all := map[string][]int16{}
	var names []string
	var samples []int16
	for i := range 40 {
		name := string(rune('A' + i))
		names = append(names, name)
		all[name] = voice(uint64(i), 90+2*float64(i), 800*ms)
		if i%2 == 0 {
			samples = append(samples, join(all[name], noise(99, 700*ms))...)
		}
	}
	ear := New(func(name string) ([]int16, error) { return all[name], nil })
	audio := overTheWire(samples)
	for b.Loop() {
		heard, err := ear.Recognise(audio, names)
		known := slices.DeleteFunc(heard, func(h Heard) bool { return h.Name == Unknown })
		if err != nil || len(known) != 20 {
			b.Fatalf("%d sounds, %v", len(known), err)
		}
	}
}
