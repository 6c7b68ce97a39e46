package hearing

import "fmt"

// The full-rate decoder of GSM 06.10. Its arithmetic is fixed to the bit by the
// standard, so that samples are the very ones that Asterisk plays.

const (
	gsmBytes   = 33 // of a frame in a file
	gsmMagic   = 0xd
	gsmFilter  = 8   // coefficients of the short-term filter
	gsmPart    = 40  // samples of a sub-frame
	gsmHistory = 120 // samples that the long-term predictor can look back
	gsmPulses  = 13
)

// gsmDecoder is the state from one frame to the next.
type gsmDecoder struct {
	past  [gsmHistory + gsmPart]int32 // excitation
	ratio [gsmFilter]int32            // log-area ratios of the last frame
	v     [gsmFilter + 1]int32        // memory of the short-term filter
	lag   int
	last  int32 // memory of the de-emphasis
}

// decodeGSM returns the samples of a raw GSM file.
func decodeGSM(data []byte) ([]int16, error) {
	if len(data) == 0 || len(data)%gsmBytes != 0 {
		return nil, fmt.Errorf("decoding GSM: %d bytes are not whole frames of %d", len(data), gsmBytes)
	}
	d := gsmDecoder{lag: gsmPart}
	samples := make([]int16, 0, len(data)/gsmBytes*frame)
	for at := 0; at < len(data); at += gsmBytes {
		bits := bitReader{data: data[at : at+gsmBytes]}
		if bits.read(4) != gsmMagic {
			return nil, fmt.Errorf("decoding GSM: no frame begins at byte %d", at)
		}
		samples = d.frame(&bits, samples)
	}
	return samples, nil
}

// bitReader reads bits from the highest to the lowest.
type bitReader struct {
	data []byte
	at   int
}

func (b *bitReader) read(count int) int32 {
	var value int32
	for range count {
		bit := b.data[b.at/8] >> (7 - b.at%8) & 1
		value = value<<1 | int32(bit)
		b.at++
	}
	return value
}

// frame decodes 160 samples and appends them.
func (d *gsmDecoder) frame(bits *bitReader, samples []int16) []int16 {
	var ratio [gsmFilter]int32
	for i, width := range [gsmFilter]int{6, 6, 5, 5, 4, 4, 3, 3} {
		ratio[i] = logAreaRatio(i, width, bits.read(width))
	}
	var excitation [frame]int32
	for at := 0; at < frame; at += gsmPart {
		d.subframe(bits)
		copy(excitation[at:], d.past[gsmHistory:])
		copy(d.past[:], d.past[gsmPart:])
	}
	// The filter glides from the last frame's to this one's within 40 samples.
	from := 0
	for _, step := range [4]struct{ until, old, fresh int32 }{{13, 3, 1}, {27, 2, 2}, {40, 1, 3}, {frame, 0, 4}} {
		var reflection [gsmFilter]int32
		for i := range reflection {
			reflection[i] = toReflection(add(quarters(d.ratio[i], step.old), quarters(ratio[i], step.fresh)))
		}
		for ; from < int(step.until); from++ {
			samples = append(samples, d.emphasise(d.filter(&reflection, excitation[from])))
		}
	}
	d.ratio = ratio
	return samples
}

// quarters returns so many quarters of x, rounded as the standard does.
func quarters(x, count int32) int32 {
	switch count {
	case 1:
		return x >> 2
	case 2:
		return x >> 1
	case 3:
		return add(x>>2, x>>1)
	case 4:
		return x
	}
	return 0
}

// logAreaRatio undoes the coding of the i-th ratio.
func logAreaRatio(i, width int, code int32) int32 {
	offset := [gsmFilter]int32{0, 0, 2048, -2560, 94, -1792, -341, -1144}
	inverse := [gsmFilter]int32{13107, 13107, 13107, 13107, 19223, 17476, 31454, 29708}
	x := saturate((code - 1<<(width-1)) << 10)
	x = multiply(inverse[i], sub(x, offset[i]<<1))
	return add(x, x)
}

// toReflection turns a log-area ratio into a coefficient of the filter.
func toReflection(ratio int32) int32 {
	size := ratio
	if ratio < 0 {
		size = saturate(-ratio)
	}
	switch {
	case size < 11059:
		size <<= 1
	case size < 20070:
		size += 11059
	default:
		size = add(size>>2, 26112)
	}
	if ratio < 0 {
		return -size
	}
	return size
}

// subframe leaves the next 40 samples of excitation at the end of past.
func (d *gsmDecoder) subframe(bits *bitReader) {
	lag := int(bits.read(7))
	gain := [4]int32{3277, 11469, 21299, 32767}[bits.read(2)]
	grid := int(bits.read(2))
	pulses := decodePulses(bits)
	if lag >= gsmPart && lag <= gsmHistory {
		d.lag = lag
	}
	for k := range gsmPart {
		var pulse int32
		if offset := k - grid; offset >= 0 && offset%3 == 0 && offset/3 < gsmPulses {
			pulse = pulses[offset/3]
		}
		d.past[gsmHistory+k] = add(pulse, multiply(gain, d.past[gsmHistory+k-d.lag]))
	}
}

// decodePulses undoes the block-adaptive coding of 13 pulses.
func decodePulses(bits *bitReader) [gsmPulses]int32 {
	peak := bits.read(6)
	var exponent int32
	if peak > 15 {
		exponent = peak>>3 - 1
	}
	mantissa := peak - exponent<<3
	if mantissa == 0 {
		exponent, mantissa = -4, 7
	} else {
		for ; mantissa <= 7; exponent-- {
			mantissa = mantissa<<1 | 1
		}
		mantissa -= 8
	}
	factor := [8]int32{18431, 20479, 22527, 24575, 26623, 28671, 30719, 32767}[mantissa]
	shift := 6 - exponent
	var half int32
	if shift > 0 {
		half = 1 << (shift - 1)
	}
	var pulses [gsmPulses]int32
	for i := range pulses {
		x := (bits.read(3)<<1 - 7) << 12
		pulses[i] = add(multiply(factor, x), half) >> shift
	}
	return pulses
}

// filter is one step of the short-term lattice.
func (d *gsmDecoder) filter(reflection *[gsmFilter]int32, x int32) int32 {
	for i := gsmFilter - 1; i >= 0; i-- {
		x = sub(x, multiply(reflection[i], d.v[i]))
		d.v[i+1] = add(d.v[i], multiply(reflection[i], x))
	}
	d.v[0] = x
	return x
}

func (d *gsmDecoder) emphasise(x int32) int16 {
	d.last = add(x, multiply(d.last, 28180))
	return int16(add(d.last, d.last) &^ 7)
}

func saturate(x int32) int32 { return min(max(x, -32768), 32767) }

func add(a, b int32) int32 { return saturate(a + b) }

func sub(a, b int32) int32 { return saturate(a - b) }

// multiply is that of fractions, rounded.
func multiply(a, b int32) int32 { return saturate((a*b + 1<<14) >> 15) }
