package fuzz

import (
	"math/rand/v2"
	"strings"

	"github.com/ariapp/ariapp/flows/digits"
)

// alphabet are the characters that numbers and entries are made of.
const alphabet = "0123456789*#+ABCD"

// sample is a number that matches a pattern, made up key by key; "" when there is none.
func sample(pattern digits.Pattern, choose func(n int) int) string {
	var number strings.Builder
	for number.Len() < keysMax+len(pattern.String()) {
		state := pattern.State(number.String())
		if state.Match && (!state.Longer || choose(2) == 0) {
			return number.String()
		}
		next := byte(0)
		for tries, at := 0, choose(len(alphabet)); tries < len(alphabet); tries++ {
			key := alphabet[(at+tries)%len(alphabet)]
			if pattern.State(number.String() + string(key)).Possible {
				next = key
				break
			}
		}
		if next == 0 {
			return "" // it has characters that no telephone has
		}
		number.WriteByte(next)
	}
	return number.String()
}

// firstSample is one of the numbers that match a pattern, the same for the same try.
func firstSample(pattern digits.Pattern, try int) string {
	if pattern.IsLiteral() {
		return pattern.String()
	}
	random := rand.New(rand.NewPCG(uint64(try), 1))
	return sample(pattern, random.IntN)
}
