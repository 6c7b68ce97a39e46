package hearing

import (
	"math"
	"math/cmplx"
	"math/rand/v2"
	"testing"
)

// Law: the transform is the sum that defines it, and backward undoes forward.
func TestTransform(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	block, want := make([]complex128, blockSize), make([]complex128, blockSize)
	for i := range block {
		block[i] = complex(random.NormFloat64(), random.NormFloat64())
		want[i] = block[i]
	}
	transform := newTransform()
	transform.forward(block)
	for _, k := range []int{0, 1, 7, 4095, 4096, 8191} {
		var sum complex128
		for i, x := range want {
			sum += x * cmplx.Rect(1, -2*math.Pi*float64(k*i%blockSize)/blockSize)
		}
		if cmplx.Abs(sum-block[k]) > 1e-8 {
			t.Errorf("bin %d is %v, want %v", k, block[k], sum)
		}
	}
	transform.backward(block)
	for i := range block {
		if cmplx.Abs(block[i]-want[i]) > 1e-12 {
			t.Fatalf("sample %d comes back as %v, want %v", i, block[i], want[i])
		}
	}
}

// Law: the search, by transforms of blocks, finds what sums of products find.
func TestSearchIsCorrelation(t *testing.T) {
	s := sounds()
	heard := join(make([]int16, 5000), s["hiss"], s["low"], make([]int16, 4000), s["hiss"], s["high"])
	a := newHaystack(Audio{Samples: heard})
	low, high := newSound("low", s["low"]), newSound("high", s["high"])
	for part, places := range a.search(low, high) {
		needle := []*sound{low, high}[part]
		if len(places) == 0 {
			t.Fatalf("%s is nowhere", needle.name)
		}
		for _, where := range places {
			c := a.compare(needle.samples[needle.anchor:needle.anchorEnd], where.at)
			if want := c.product / math.Sqrt(c.own*c.heard); math.Abs(want-where.likeness) > 1e-6 {
				t.Errorf("%s at %d is %.7f alike, want %.7f", needle.name, where.at, where.likeness, want)
			}
		}
	}
}
