package media

import (
	"fmt"
	"slices"
	"strings"
)

// gender is that of what is counted: m, f, n, c (common), or "" when a number stands alone.
type gender string

// unit is what durations are counted in.
type unit int

const (
	hour unit = iota
	minute
	second
)

// speller says values in one language. It gives names of sounds, and only such
// as its pack has. Numbers are not negative, ordinals begin at 1.
type speller interface {
	language() string
	cardinal(n int64, g gender) []string
	ordinal(n int64, g gender) []string
	// counted says a number of units; hours are never exactly one.
	counted(u unit, n int64) []string
	// coins says whole units of a currency, if the pack has a sound for it.
	coins(code string, n int64) ([]string, bool)
	// and stands between coins and cents; point before decimals.
	and() []string
	point() string
	date(day) []string
	clock(clock) []string
	// twelve tells whether the day has two halves of twelve hours.
	twelve() bool
	// own are the sounds beside those that every speller uses.
	own() []string
}

func spellers() []speller { return []speller{english{}, spanish{}, french{}, italian{}, russian{}} }

// spellerOf chooses by the language without its region, English for those that nobody speaks here.
func spellerOf(language string) speller {
	name, _, _ := strings.Cut(strings.ReplaceAll(strings.ToLower(language), "_", "-"), "-")
	for _, s := range spellers() {
		if s.language() == name {
			return s
		}
	}
	return english{}
}

// Speller names the language whose rules spell values for a language: en-GB
// and en_GB are spelled as en, and what is not spoken here, such as pt-BR, as en.
func Speller(language string) string { return spellerOf(language).language() }

// Languages are the languages in which values are spelled.
func Languages() []string {
	var list []string
	for _, s := range spellers() {
		list = append(list, s.language())
	}
	return list
}

// Sounds gives every sound that spelling in a language may use, sorted, as
// names such as digits/20.
func Sounds(language string) []string {
	list := spellerOf(language).own()
	list = append(list, numbered("digits/%d", 0, 19)...)
	for tens := 20; tens <= 90; tens += 10 {
		list = append(list, sound(int64(tens)))
	}
	list = append(list, numbered("digits/day-%d", 0, 6)...)
	list = append(list, numbered("digits/mon-%d", 0, 11)...)
	list = append(list, numbered("silence/%d", 1, silenceLongest)...)
	list = append(list, letters("abcdefghijklmnopqrstuvwxyz")...)
	for _, name := range signSounds {
		list = append(list, name)
	}
	list = append(list, "digits/minus", "digits/hundred", "digits/thousand", "digits/million", "digits/a-m", "digits/p-m",
		"digits/at", "digits/dollars", "letters/dollar", "hours", "minutes", "seconds")
	slices.Sort(list)
	return slices.Compact(list)
}

func numbered(format string, first, last int) []string {
	var list []string
	for i := first; i <= last; i++ {
		list = append(list, fmt.Sprintf(format, i))
	}
	return list
}

// ordinalSounds are digits/h-1 to digits/h-19 and the tens.
func ordinalSounds() []string {
	return append(numbered("digits/h-%d", 1, 20), "digits/h-30", "digits/h-40", "digits/h-50", "digits/h-60",
		"digits/h-70", "digits/h-80", "digits/h-90")
}

// sound is the sound of a number that has one of its own.
func sound(n int64) string { return fmt.Sprintf("digits/%d", n) }

// lastOrdinal puts the ordinal's sound in the place of the last cardinal one.
func lastOrdinal(list []string) []string {
	last := len(list) - 1
	list[last] = "digits/h-" + strings.TrimPrefix(list[last], "digits/")
	return list
}

// tens says 1 to 99 as tens and unit, and nothing for 0.
func tens(n int64) []string {
	switch {
	case n == 0:
		return nil
	case n <= 20 || n%10 == 0:
		return []string{sound(n)}
	}
	return []string{sound(n / 10 * 10), sound(n % 10)}
}

// group is how many times a power of ten is in a number, and what is left.
func group(n, power int64) (count, rest int64) { return n / power, n % power }

const (
	thousand = 1_000
	million  = 1_000_000
	billion  = 1_000_000_000
)
