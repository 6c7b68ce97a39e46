package hearing

import (
	"math"
	"math/bits"
	"math/cmplx"
)

// transform is the Fourier transform of one block, with its tables.
type transform struct {
	turns   []complex128
	reverse []int
}

func newTransform() *transform {
	t := &transform{turns: make([]complex128, blockSize/2), reverse: make([]int, blockSize)}
	for i := range t.turns {
		t.turns[i] = cmplx.Rect(1, -2*math.Pi*float64(i)/blockSize)
	}
	width := bits.Len(blockSize - 1)
	for i := range t.reverse {
		t.reverse[i] = int(bits.Reverse32(uint32(i)) >> (32 - width))
	}
	return t
}

// forward transforms a block in its place.
func (t *transform) forward(block []complex128) {
	for i, j := range t.reverse {
		if i < j {
			block[i], block[j] = block[j], block[i]
		}
	}
	for half := 1; half < blockSize; half *= 2 {
		stride := blockSize / (2 * half)
		for start := 0; start < blockSize; start += 2 * half {
			low, high := block[start:start+half], block[start+half:start+2*half]
			for k := range low {
				turned := high[k] * t.turns[k*stride]
				low[k], high[k] = low[k]+turned, low[k]-turned
			}
		}
	}
}

// backward undoes forward.
func (t *transform) backward(block []complex128) {
	for i, x := range block {
		block[i] = cmplx.Conj(x)
	}
	t.forward(block)
	for i, x := range block {
		block[i] = complex(real(x)/blockSize, -imag(x)/blockSize)
	}
}
