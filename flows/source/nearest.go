package source

import "strings"

// Nearest is the accepted name that a mistyped one most likely stands for, or
// "" when none is near enough: at most a third of its letters differ. A swap
// of neighbours counts as one difference, as it is one slip of the hand.
func Nearest(name string, accepted []string) string {
	best, distance := "", len(name)/3+1
	for _, candidate := range accepted {
		d := editDistance(strings.ToLower(name), strings.ToLower(candidate))
		if d < distance || (d == distance && best == "" && d <= len(name)/3) {
			best, distance = candidate, d
		}
	}
	return best
}

// editDistance is the optimal string alignment distance of a and b in bytes.
func editDistance(a, b string) int {
	before, last := make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row := make([]int, len(b)+1)
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, last = last, row
	}
	return last[len(b)]
}
