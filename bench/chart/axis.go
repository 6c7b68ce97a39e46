package chart

import (
	"fmt"
	"math"
)

// axis turns values into places between 0 and 1.
type axis struct {
	low, high float64
	log       bool
}

// newAxis has room for all values; what a logarithm does not have is left out.
func newAxis(values []float64, log bool) axis {
	a := axis{low: math.Inf(1), high: math.Inf(-1), log: log}
	for _, v := range values {
		if a.has(v) {
			a.low, a.high = min(a.low, v), max(a.high, v)
		}
	}
	switch {
	case a.low > a.high && log:
		a.low, a.high = 1, 10
	case a.low > a.high:
		a.low, a.high = 0, 1
	case log:
		a.low, a.high = below125(a.low), above125(a.high)
	default:
		a.low = min(a.low, 0)
		step := a.step()
		a.high = math.Ceil(a.high/step) * step
	}
	if a.high <= a.low {
		a.high = a.low + 1
	}
	return a
}

// has tells whether a value can be drawn.
func (a axis) has(v float64) bool {
	return !math.IsNaN(v) && math.Abs(v) < 1e15 && (!a.log || v > 1e-9)
}

// at is the place of a value.
func (a axis) at(v float64) float64 {
	if a.log {
		return (math.Log(v) - math.Log(a.low)) / (math.Log(a.high) - math.Log(a.low))
	}
	return (v - a.low) / (a.high - a.low)
}

// step is the distance of marks on a plain axis: 1, 2 or 5 times a power of ten.
func (a axis) step() float64 {
	span := a.high - a.low
	if span <= 0 {
		return 1
	}
	return above125(span / marksMost)
}

// marks are the values that are written beside the axis.
func (a axis) marks() []float64 {
	var marks []float64
	if !a.log {
		step := a.step()
		for i := 0; ; i++ {
			v := a.low + float64(i)*step
			if v > a.high*1.0001 || i > 2*marksMost {
				return marks
			}
			marks = append(marks, v)
		}
	}
	sparse := math.Log10(a.high/a.low) > marksMost/2
	for v := a.low; v <= a.high*1.0001; v = above125(v * 1.01) {
		if !sparse || isPower(v) || v == a.low {
			marks = append(marks, v)
		}
	}
	return marks
}

func isPower(v float64) bool {
	exponent := math.Log10(v)
	return math.Abs(exponent-math.Round(exponent)) < 1e-6
}

// above125 is the next of … 1, 2, 5, 10, 20, 50 … that is not less.
func above125(v float64) float64 {
	power := math.Pow(10, math.Floor(math.Log10(v)))
	for _, digit := range []float64{1, 2, 5} {
		if digit*power >= v*0.999999 {
			return digit * power
		}
	}
	return 10 * power
}

// below125 is the next of them that is not more.
func below125(v float64) float64 {
	power := math.Pow(10, math.Floor(math.Log10(v)))
	for _, digit := range []float64{5, 2} {
		if digit*power <= v*1.000001 {
			return digit * power
		}
	}
	return power
}

// label writes a mark: 50000 as 50k.
func label(v float64) string {
	if v >= 1000 && v < 1e6 {
		return fmt.Sprintf("%.4gk", v/1000)
	}
	return fmt.Sprintf("%.4g", v)
}
