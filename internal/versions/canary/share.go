package canary

import (
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// Takes tells whether a caller is among the share, in percent, that gets the
// canary of that hash. by is what [By] makes of the caller.
func Takes(hash string, share float64, by string) bool {
	sum := sha256.Sum256([]byte("canary\x00" + hash + "\x00" + by))
	place := float64(binary.BigEndian.Uint64(sum[:8])>>11) / (1 << 53) // 53 bits: all that a float has
	return place < share/100
}

// By is what a caller is known by: the number, or the call when it is withheld.
// Callers who withhold it must not all be on one side.
func By(number, call string) string {
	switch strings.ToLower(number) {
	case "", "anonymous", "unknown", "restricted", "private", "unavailable", "withheld":
		return call
	}
	return number
}

// ErrShare is wrapped where a share is none.
var ErrShare = errors.New("a share is from " + accepted)

const accepted = "0.1% to 50% of the callers"

// ParseShare reads a share as people write it: 10%, 0.5 % or 10.
func ParseShare(text string) (float64, error) {
	number := strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(text), "%"))
	share, err := strconv.ParseFloat(number, 64)
	if err != nil {
		return 0, fmt.Errorf("%q: %w", text, ErrShare)
	}
	return share, CheckShare(share)
}

// CheckShare tells what is wrong with a share.
func CheckShare(share float64) error {
	if !(share >= ShareLeast && share <= ShareMost) { // NaN is none either
		return fmt.Errorf("%g%%: %w", share, ErrShare)
	}
	return nil
}
