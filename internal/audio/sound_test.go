package audio

import (
	"encoding/binary"
	"math"
	"testing"
	"time"
)

// tone is a sine of that frequency and amplitude, lasting a second, at that rate.
func tone(rate int, hertz, amplitude float64) []float64 {
	samples := make([]float64, rate)
	for i := range samples {
		samples[i] = amplitude * math.Sin(2*math.Pi*hertz*float64(i)/float64(rate))
	}
	return samples
}

// linear16 are samples as 16-bit little endian bytes.
func linear16(samples []float64) []byte {
	var data []byte
	for _, value := range samples {
		data = binary.LittleEndian.AppendUint16(data, uint16(sample(value)))
	}
	return data
}

// soundOf is a sine as a telephone has it.
func soundOf(hertz, amplitude float64) Sound {
	var s Sound
	for _, value := range tone(Rate, hertz, amplitude) {
		s.Samples = append(s.Samples, sample(value))
	}
	return s
}

// power is the level of one frequency in dB, 0 for a full sine, measured in the middle of a sound.
func power(s Sound, hertz float64) float64 {
	middle := s.Samples[len(s.Samples)/8 : len(s.Samples)*7/8]
	var re, im float64
	for i, value := range middle {
		angle := 2 * math.Pi * hertz * float64(i) / Rate
		window := 1 - math.Cos(2*math.Pi*float64(i)/float64(len(middle)))
		re += window * float64(value) * math.Cos(angle)
		im += window * float64(value) * math.Sin(angle)
	}
	return decibel(2 * math.Hypot(re, im) / float64(len(middle)) / 32768)
}

// Law: what is silent, loud, cut off or begins late is seen.
func TestAnalyse(t *testing.T) {
	full, clipped := soundOf(440, 0.999), soundOf(440, 4)
	late := Sound{Samples: append(make([]int16, Rate/2), soundOf(440, 0.1).Samples...)}
	for name, c := range map[string]struct {
		sound   Sound
		level   float64
		clipped bool
		silent  bool
		lead    time.Duration
	}{
		"a full sine":           {full, -3, false, false, 0},
		"a tenth of it":         {soundOf(440, 0.0999), -23, false, false, 0},
		"a sine that is cut":    {clipped, -0.5, true, false, 0},
		"a sine behind silence": {late, -24.8, false, false, time.Second / 2},
		"nothing":               {Sound{Samples: make([]int16, Rate)}, Silence, false, true, time.Second},
		"a hiss nobody hears":   {soundOf(1000, 0.001), -63, false, true, time.Second},
	} {
		a := c.sound.Analyse()
		if math.Abs(a.Level-c.level) > 0.3 || a.Clipped > 0.01 != c.clipped || a.IsSilent() != c.silent || a.Lead != c.lead {
			t.Errorf("%s: %+v, silent: %v", name, a, a.IsSilent())
		}
	}
	if a := full.Analyse(); a.Length != time.Second || math.Abs(a.Peak) > 0.1 {
		t.Errorf("a full sine of a second: %+v", a)
	}
	if a := (Sound{}).Analyse(); a.Level != Silence || a.Peak != Silence || a.Clipped != 0 {
		t.Errorf("no sample at all: %+v", a)
	}
}

// Law: the 16-bit sample that a byte of G.711 stands for comes back as that byte.
func TestG711RoundTrip(t *testing.T) {
	for i := range 256 {
		b := byte(i)
		if got := ulawByte(ulawValues[b]); got != b && ulawValues[b] != 0 { // zero has two bytes
			t.Errorf("µ-law %#x is %d, which is %#x", b, ulawValues[b], got)
		}
		if got := alawByte(alawValues[b]); got != b {
			t.Errorf("A-law %#x is %d, which is %#x", b, alawValues[b], got)
		}
	}
	// Corner values of ITU-T G.711: silence, and the ends of the scale.
	if ulawValues[0xff] != 0 || ulawValues[0x80] != 32124 || ulawValues[0x00] != -32124 ||
		alawValues[0xd5] != 8 || alawValues[0xaa] != 32256 || alawValues[0x2a] != -32256 {
		t.Error("a corner of G.711 is wrong")
	}
}

// Law: every sample is coded by the nearest step or one beside it, all the scale long.
func TestG711IsNear(t *testing.T) {
	for value := -32768; value <= 32767; value++ {
		allowed := float64(abs(value))/16 + 16
		for law, got := range map[string]int16{
			"µ-law": ulawValues[ulawByte(int16(value))], "A-law": alawValues[alawByte(int16(value))],
		} {
			if math.Abs(float64(int(got)-value)) > allowed {
				t.Fatalf("%s makes %d of %d", law, got, value)
			}
		}
	}
}

func abs(n int) int { return max(n, -n) }

// Law: what is written reads as the same sound, or as near to it as its format is.
func TestEncodingsReadBack(t *testing.T) {
	want := soundOf(440, 0.5)
	for _, extension := range Encodings() {
		data, err := want.Encode(extension)
		if err != nil {
			t.Fatal(err)
		}
		got, err := Decoder{}.Decode(t.Context(), "x"+extension, data)
		if err != nil || len(got.Samples) != len(want.Samples) || math.Abs(power(got, 440)-power(want, 440)) > 0.1 {
			t.Errorf("%s: %d samples, %v", extension, len(got.Samples), err)
		}
	}
	if _, err := want.Encode(".mp3"); AsRefusal(err) == nil || len(AsRefusal(err).Accepted) == 0 {
		t.Errorf("an unknown format gives %v", err)
	}
}
