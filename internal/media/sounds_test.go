package media

import (
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"
	"time"
)

// sweepSize is how many made-up values a language says in a test.
const sweepSize = 4_000

// pack are the names of files in a language's core sounds 1.6.1 that a speller may care for.
func pack(t *testing.T, language string) map[string]bool {
	t.Helper()
	text, err := os.ReadFile("testdata/packs/" + language + ".txt")
	if err != nil {
		t.Fatal(err)
	}
	names := map[string]bool{}
	for name := range strings.FieldsSeq(string(text)) {
		names[name] = true
	}
	return names
}

// Law: every sound of a speller is a file of its language's pack.
func TestSoundsAreFilesOfThePack(t *testing.T) {
	for _, language := range Languages() {
		files := pack(t, language)
		list := Sounds(language)
		if !slices.IsSorted(list) || len(slices.Compact(slices.Clone(list))) != len(list) || len(list) < 100 {
			t.Errorf("%s: the %d sounds are unsorted, double or few", language, len(list))
		}
		for _, name := range list {
			if !files[name] {
				t.Errorf("%s: the pack has no %s", language, name)
			}
		}
	}
}

// Law: what is said is among Sounds, and all of Sounds is said by something.
func TestNothingButSoundsIsSaid(t *testing.T) {
	for _, language := range Languages() {
		allowed, said := map[string]bool{}, map[string]bool{}
		for _, name := range Sounds(language) {
			allowed[name] = true
		}
		for prompt := range sweep {
			list, err := Resolver{}.Resolve(language, []string{prompt})
			if err != nil || len(list) == 0 {
				t.Fatalf("%s: %s gives %v, %v", language, prompt, list, err)
			}
			for _, media := range list {
				name := strings.TrimPrefix(media, "sound:")
				if said[name] = true; !allowed[name] {
					t.Fatalf("%s: %s says %s, which is not in Sounds", language, prompt, name)
				}
			}
		}
		for name := range allowed {
			if !said[name] {
				t.Errorf("%s: nothing says %s; it need not be in Sounds", language, name)
			}
		}
	}
}

// sweep yields prompts of every spelled scheme: all small values, and made-up ones.
func sweep(yield func(string) bool) {
	options := []string{"", ";gender=m", ";gender=f", ";gender=n", ";gender=c"}
	for n := 1; n <= 400; n++ {
		gender := options[n%len(options)]
		at := time.Date(2026, 1, n, n%24, n*7%60, 0, 0, time.UTC)
		for _, prompt := range []string{
			fmt.Sprintf("number:%d", n-1), fmt.Sprintf("number%s:%d", gender, n), fmt.Sprintf("ordinal%s:%d", gender, n),
			"date:" + at.Format(time.DateOnly), "time:" + at.Format("15:04"), "time;clock=12:" + at.Format("15:04"),
			"time;clock=24:" + at.Format("15:04"), "datetime:" + at.Format(time.RFC3339),
			"datetime;clock=12:" + at.Format(time.RFC3339), fmt.Sprintf("date:%04d-01-01", n+900),
			fmt.Sprintf("duration:%ds", n*n*n%36_000_000), fmt.Sprintf("duration:%dh1m1s", n),
		} {
			if !yield(prompt) {
				return
			}
		}
	}
	for _, fixed := range []string{"ordinal:1000", "ordinal:1000000", "ordinal:1000000000", "ordinal:1000000000000",
		"time:01:00", "money;currency=EUR:1", "money;currency=USD:1000000", "number:1000000000000", "phone:+1", "digits:*#0123456789ABCD",
		"characters:abcdefghijklmnopqrstuvwxyz0123456789", "characters:*#.@- /+=!$\"%&'(),:;<>?[\\]^_`{|}~áß",
		"silence:1s", "silence:2s", "silence:3s", "silence:4s", "silence:5s", "silence:6s", "silence:7s", "silence:8s",
		"silence:9s", "silence:10s"} {
		if !yield(fixed) {
			return
		}
	}
	random := rand.New(rand.NewPCG(1, 2))
	for i := range sweepSize {
		// Every length of number is as likely as any other.
		n := random.Int64N(int64(NumberMax) >> random.IntN(40))
		gender := options[random.IntN(len(options))]
		cents := random.IntN(1000)
		prompt := []string{
			fmt.Sprintf("number%s:%d", gender, -n), fmt.Sprintf("ordinal%s:%d", gender, n+1),
			fmt.Sprintf("money;currency=USD:%d.%03d", n, cents), fmt.Sprintf("money;currency=EUR:-%d.%d", n, cents),
			fmt.Sprintf("number:%d.%d", n, cents),
		}[i%5]
		if !yield(prompt) {
			return
		}
	}
}

// value reads a spelled cardinal back, by rules that know nothing of how it was spelled: a
// number below a hundred adds; a power multiplies what was said since the last greater power.
func value(list []string, words map[string]int64) (int64, bool) {
	var total, part int64
	for _, media := range list {
		word := strings.TrimPrefix(media, "sound:digits/")
		power, isPower := words[word]
		switch {
		case word == "and" || word == "et" || word == "es-de":
		case isPower && power == 100:
			part = max(part, 1) * 100
		case isPower && total > 0 && total < power && power > 1000:
			// thousands of a greater power: mil millones, thousand billion
			total, part = (total+part)*power, 0
		case isPower:
			total, part = total+max(part, 1)*power, 0
		default:
			var n int64
			if _, err := fmt.Sscanf(strings.TrimRight(strings.TrimSuffix(word, "-and"), "MFn"), "%d", &n); err != nil {
				return 0, false
			}
			part += n
		}
	}
	return total + part, true
}

// Law: what is said of a whole number is that number, in every language.
func TestNumbersCanBeReadBack(t *testing.T) {
	powers := map[string]int64{"hundred": 100, "h-hundred": 100, "thousand": thousand, "thousands": thousand,
		"h-thousand": thousand, "million": million, "millions": million, "h-million": million, "billion": billion,
		"h-billion": billion}
	random := rand.New(rand.NewPCG(3, 4))
	for _, language := range Languages() {
		for i := range int64(sweepSize) {
			n := i
			if i >= sweepSize/2 {
				n = random.Int64N(int64(NumberMax) >> random.IntN(40))
			}
			list, err := Resolver{}.Resolve(language, []string{fmt.Sprintf("number:%d", n)})
			if err != nil {
				t.Fatal(err)
			}
			for j, media := range list {
				if language == "it" && media == "sound:digits/un" {
					list[j] = "sound:digits/1"
				}
			}
			if got, ok := value(list, powers); !ok || got != n {
				t.Fatalf("%s: %d is said as %v, which is %d", language, n, list, got)
			}
		}
	}
}
