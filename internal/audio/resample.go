package audio

import "math"

// The filter is a sinc under a Kaiser window. Its numbers are those of a
// telephone: what is below 3.4 kHz passes, what is above 4 kHz is gone.
const (
	// filterReach is how many samples of the slower rate the filter reaches to each side.
	filterReach = 32
	// filterEdge is where half is left, as a part of the slower rate.
	filterEdge = 0.4625
	// filterBeta shapes the window; 6.8 leaves less than -70 dB beyond the edge.
	filterBeta = 6.8
	// phasesMax bounds the positions between two samples that have weights of their own.
	phasesMax = 1024
	// blockSamples is how many samples are made at once, so that long files are not decoded whole.
	blockSamples = 4096
)

// resample gives the stream's samples at [Rate].
func (s *stream) resample() []int16 {
	common := gcd(Rate, s.rate)
	up, down := Rate/common, s.rate/common
	out := make([]int16, (s.frames()*up+down-1)/down)
	if up == down {
		s.copyOut(out)
		return out
	}
	filter := newFilter(s.rate, up)
	var window []float64
	for begin := 0; begin < len(out); begin += blockSamples {
		block := out[begin:min(begin+blockSamples, len(out))]
		first := begin*down/up - filter.half + 1
		last := (begin+len(block)-1)*down/up + filter.half + 2
		if cap(window) < last-first {
			window = make([]float64, last-first+down/up+1)
		}
		window = window[:last-first]
		s.read(window, first)
		for i := range block {
			position := (begin + i) * down
			at, weights := filter.at(position/up, position%up, up)
			var sum float64
			for k, in := range window[at-filter.half+1-first:][:len(weights)] {
				sum += in * weights[k]
			}
			block[i] = sample(sum)
		}
	}
	return out
}

// copyOut rounds a stream that has the right rate already.
func (s *stream) copyOut(out []int16) {
	window := make([]float64, min(blockSamples, len(out)))
	for begin := 0; begin < len(out); begin += blockSamples {
		block := out[begin:min(begin+blockSamples, len(out))]
		s.read(window[:len(block)], begin)
		for i := range block {
			block[i] = sample(window[i])
		}
	}
}

// filter has the weights of the samples around a position, for each phase that
// a position may have between two samples.
type filter struct {
	half   int
	edge   float64
	phases [][]float64 // made when they are first needed
}

func newFilter(rate, up int) *filter {
	slower := float64(min(rate, Rate))
	return &filter{
		half:   int(math.Ceil(filterReach * float64(rate) / slower)),
		edge:   2 * filterEdge * slower / float64(rate),
		phases: make([][]float64, min(up, phasesMax)),
	}
}

// phase gives the weights of a phase; each lets a constant through as it is.
func (f *filter) phase(p int) []float64 {
	if f.phases[p] != nil {
		return f.phases[p]
	}
	weights, whole := make([]float64, 2*f.half), bessel(filterBeta)
	var sum float64
	for k := range weights {
		distance := float64(k-f.half+1) - float64(p)/float64(len(f.phases))
		weights[k] = sinc(f.edge*distance) * kaiser(distance/float64(f.half)) / whole
		sum += weights[k]
	}
	for k := range weights {
		weights[k] /= sum
	}
	f.phases[p] = weights
	return weights
}

// at gives the sample before a position and the weights around it: the
// position is part/parts behind the sample whole.
func (f *filter) at(whole, part, parts int) (int, []float64) {
	phase := part
	if parts != len(f.phases) {
		phase = (part*len(f.phases) + parts/2) / parts
	}
	if phase == len(f.phases) {
		return whole + 1, f.phase(0)
	}
	return whole, f.phase(phase)
}

func sinc(x float64) float64 {
	if x == 0 {
		return 1
	}
	return math.Sin(math.Pi*x) / (math.Pi * x)
}

// kaiser is the window at x, from -1 to 1, but for a factor.
func kaiser(x float64) float64 {
	if x < -1 || x > 1 {
		return 0
	}
	return bessel(filterBeta * math.Sqrt(1-x*x))
}

// bessel is the modified Bessel function of the first kind and order 0, by its series.
func bessel(x float64) float64 {
	sum, term := 1.0, 1.0
	for n := 1.0; term > sum*1e-12; n++ {
		term *= x * x / (4 * n * n)
		sum += term
	}
	return sum
}

func gcd(a, b int) int {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}
