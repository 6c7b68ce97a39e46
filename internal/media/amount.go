package media

import (
	"fmt"
	"strconv"
	"strings"
)

// amount is a decimal number as it was written. Decimals are the digits behind the point.
type amount struct {
	negative bool
	whole    int64
	decimals string
}

// readAmount reads -12.50: digits, perhaps a minus, perhaps a point with digits behind it.
func readAmount(text string) (amount, error) {
	rest, negative := strings.CutPrefix(text, "-")
	whole, decimals, pointed := strings.Cut(rest, ".")
	switch {
	case !allDigits(whole) || pointed && !allDigits(decimals):
		return amount{}, fmt.Errorf("%w: %q is no number; write digits, such as 42, -3 or 12.50", ErrPrompt, clip(text))
	case len(whole)+len(decimals) > amountDigitsMax:
		return amount{}, fmt.Errorf("%w: %q has more than %d digits", ErrPrompt, clip(text), amountDigitsMax)
	}
	n, err := strconv.ParseInt(whole, 10, 64)
	if err != nil || n > NumberMax || n == NumberMax && strings.Trim(decimals, "0") != "" {
		return amount{}, fmt.Errorf("%w: %q is not between -%d and %d", ErrPrompt, clip(text), int64(NumberMax),
			int64(NumberMax))
	}
	// Nobody says minus zero.
	nothing := n == 0 && strings.Trim(decimals, "0") == ""
	return amount{negative: negative && !nothing, whole: n, decimals: decimals}, nil
}

func allDigits(text string) bool {
	for _, c := range text {
		if c < '0' || c > '9' {
			return false
		}
	}
	return text != ""
}

// cents rounds an amount to hundredths, half away from zero: sums of floating
// point numbers carry decimals that nobody meant.
func (a amount) cents() (whole, cents int64) {
	digits := a.decimals + strings.Repeat("0", centDigits+1)
	cents, err := strconv.ParseInt(digits[:centDigits], 10, 64)
	if err != nil {
		return a.whole, 0 // readAmount let digits through only
	}
	if digits[centDigits] >= '5' {
		cents++
	}
	return a.whole + cents/100, cents % 100
}
