package audio

import (
	"fmt"
	"math"
	"testing"
)

// resampled is a quarter of a second of a tone of that rate, as a telephone has it.
func resampled(rate int, hertz, amplitude float64) Sound {
	s := &stream{data: linear16(tone(rate, hertz, amplitude)[:rate/4]), rate: rate, channels: 1, width: 2, value: pcm16}
	return Sound{Samples: s.resample()}
}

// rates are those that are met.
func rates() []int {
	return []int{4000, 5000, 7350, 8000, 11025, 12000, 16000, 22050, 24000, 32000, 44100, 48000, 96000, 192000}
}

// Law: a rate that has no small ratio to ours is no worse for it.
func TestOddRates(t *testing.T) {
	for _, rate := range []int{4001, 47999, 191999} {
		if level := power(resampled(rate, 1004, 0.5), 1004); math.Abs(level+6.02) > 0.1 {
			t.Errorf("%d Hz: a tone has %.2f dB", rate, level)
		}
	}
	if left := level(resampled(47999, 9000, 0.9).Samples[Rate/32 : Rate*7/32]); left > -46 {
		t.Errorf("of a tone that is too high %.1f dB are left", left)
	}
}

// Law: a tone in the telephone's band keeps its level and its length, from whatever rate.
func TestATonesLevelIsKept(t *testing.T) {
	for _, rate := range rates() {
		for _, hertz := range []float64{50, 300, 1004, 2000, 3000, 3400} {
			if hertz > 0.42*float64(rate) {
				continue // the file itself cannot hold it
			}
			got := resampled(rate, hertz, 0.5)
			if level := power(got, hertz); math.Abs(level+6.02) > 0.3 || abs(len(got.Samples)-Rate/4) > 1 {
				t.Errorf("%d Hz: a tone of %v Hz has %.2f dB, %d samples", rate, hertz, level, len(got.Samples))
			}
		}
	}
}

// Law: a tone above the band does not come back as another: what is left of it is below -40 dB.
func TestNothingIsHeardOfWhatIsTooHigh(t *testing.T) {
	for _, rate := range rates() {
		for _, hertz := range []float64{4100, 4600, 5000, 7000, 9000, 15000, 20000, 60000, 90000} {
			if hertz >= float64(rate)/2 {
				continue
			}
			got := resampled(rate, hertz, 0.9)
			middle := got.Samples[Rate/32 : Rate*7/32]
			if level := level(middle); level > -46 { // the tone itself has -4
				t.Errorf("%d Hz: of a tone of %v Hz %.1f dB are left", rate, hertz, level)
			}
		}
	}
}

// Law: a tone of a slow file does not get mirror images in the upper band.
func TestNoImagesOfASlowFile(t *testing.T) {
	for _, rate := range []int{4000, 5000, 6000} {
		got := resampled(rate, 1000, 0.5)
		if image := power(got, float64(rate)-1000); image > -50 {
			t.Errorf("%d Hz: the image of a tone has %.1f dB", rate, image)
		}
	}
}

// Law: blocks do not show: a long tone is as pure as a short one, and a constant stays constant.
func TestBlocksDoNotShow(t *testing.T) {
	for _, rate := range []int{11025, 16000, 44100} {
		constant := make([]float64, 3*rate)
		for i := range constant {
			constant[i] = 0.25
		}
		s := &stream{data: linear16(constant), rate: rate, channels: 1, width: 2, value: pcm16}
		out := s.resample()
		for i, value := range out[100 : len(out)-100] {
			if abs(int(value)-8192) > 1 {
				t.Fatalf("%d Hz: sample %d of a constant is %d", rate, i+100, value)
			}
		}
	}
}

func BenchmarkResample(b *testing.B) {
	for _, rate := range []int{16000, 44100, 48000} {
		b.Run(fmt.Sprint(rate), func(b *testing.B) {
			s := &stream{data: linear16(tone(rate, 440, 0.5)), rate: rate, channels: 1, width: 2, value: pcm16}
			for b.Loop() {
				s.resample()
			}
		})
	}
}
