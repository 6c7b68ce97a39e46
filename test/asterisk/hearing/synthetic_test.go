package hearing

import (
	"io/fs"
	"math"
	"math/rand/v2"
	"slices"
	"time"
)

// sounds are made of noise and tones, with loud and soft passages as in speech.
func sounds() map[string][]int16 {
	all := map[string][]int16{
		"hiss":    noise(1, 700*time.Millisecond),
		"rush":    noise(2, 900*time.Millisecond),
		"low":     voice(3, 110, 600*time.Millisecond),
		"high":    voice(4, 112, 400*time.Millisecond), // nearly the pitch of low
		"beep":    tone(1000, 300*time.Millisecond),
		"tick":    noise(5, 120*time.Millisecond),
		"silence": make([]int16, Rate),
	}
	// Alike for most of their length.
	all["one"] = join(noise(6, 400*time.Millisecond), voice(7, 150, 200*time.Millisecond))
	all["other"] = join(noise(6, 400*time.Millisecond), voice(8, 150, 200*time.Millisecond))
	all["begin"] = noise(6, 400*time.Millisecond)
	all["fading"] = join(noise(9, 400*time.Millisecond), still(300*time.Millisecond))
	all["twin"] = all["hiss"]
	return all
}

// newEar knows the synthetic sounds.
func newEar() *Ear {
	all := sounds()
	return New(func(name string) ([]int16, error) {
		if samples, known := all[name]; known {
			return samples, nil
		}
		return nil, fs.ErrNotExist
	})
}

func noise(seed uint64, length time.Duration) []int16 {
	random, last := rand.New(rand.NewPCG(seed, 0)), 0.0
	return render(length, func(at float64) float64 {
		last = 0.7*last + 0.3*(2*random.Float64()-1)
		return 12000 * last * (1.2 + math.Sin(2*math.Pi*(3+float64(seed))*at))
	})
}

func voice(seed uint64, pitch float64, length time.Duration) []int16 {
	random := rand.New(rand.NewPCG(seed, 0))
	var strengths, phases [12]float64
	for i := range strengths {
		strengths[i], phases[i] = random.Float64(), 2*math.Pi*random.Float64()
	}
	return render(length, func(at float64) float64 {
		sum := 0.0
		for i, strength := range strengths {
			sum += strength * math.Sin(2*math.Pi*pitch*float64(i+1)*at*(1+0.1*at)+phases[i])
		}
		return 1500 * sum * math.Sin(math.Pi*at/length.Seconds())
	})
}

func tone(pitch float64, length time.Duration) []int16 {
	return render(length, func(at float64) float64 { return 8000 * math.Sin(2*math.Pi*pitch*at) })
}

func render(length time.Duration, wave func(at float64) float64) []int16 {
	samples := make([]int16, length*Rate/time.Second)
	for i := range samples {
		samples[i] = int16(wave(float64(i) / Rate))
	}
	return samples
}

func still(length time.Duration) []int16 { return make([]int16, length*Rate/time.Second) }

func join(parts ...[]int16) []int16 { return slices.Concat(parts...) }

// first is the beginning of a sound.
func first(length time.Duration, samples []int16) []int16 { return samples[:length*Rate/time.Second] }

func louder(gain float64, samples []int16) []int16 {
	changed := make([]int16, len(samples))
	for i, x := range samples {
		changed[i] = int16(gain * float64(x))
	}
	return changed
}

// lost is a sound of which a packet never came.
func lost(at time.Duration, samples []int16) []int16 {
	changed := slices.Clone(samples)
	from := int(at * Rate / time.Second)
	clear(changed[from : from+frame])
	return changed
}

// overTheWire takes samples through µ-law, as in a call.
func overTheWire(samples []int16) Audio {
	const bias, clip = 0x84, 32635
	coded := make([]int16, len(samples))
	for i, x := range samples {
		size := min(max(int(x), -int(x)), clip) + bias
		step := 3
		for size>>(step+5) > 0 {
			step++
		}
		decoded := (size>>step)<<step + 1<<step/2 - bias
		if x < 0 {
			decoded = -decoded
		}
		coded[i] = int16(decoded)
	}
	return Audio{Samples: coded}
}
