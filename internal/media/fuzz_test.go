package media

import (
	"errors"
	"slices"
	"strings"
	"testing"
)

func seeds(f *testing.F) {
	f.Helper()
	for _, seed := range []string{"a", "number:12", "number;gender=f;ordinal:21", "number:-0.50", "digits:1#", "characters:x",
		"tone:busy", "sound:a/../b", "date;zone=Europe/Berlin:2026-11-26T14:30:00Z", "time;clock=12:14:30",
		"datetime;weekday=no;year=no:2026-11-26 14:30", "duration:1h2m3s", "money;currency=EUR:12.505", "phone:+49 30",
		"silence:1500ms", "text:a: b", "ordinal:1000000"} {
		f.Add(seed)
	}
}

// Law: a prompt is refused with ErrPrompt or resolved to a bounded list of
// sounds inside of the folder; Parse and Resolve agree on which.
func FuzzResolve(f *testing.F) {
	seeds(f)
	sounds := map[string][]string{}
	for _, language := range Languages() {
		sounds[language] = Sounds(language)
	}
	f.Fuzz(func(t *testing.T, prompt string) {
		p, parseErr := Parse(prompt)
		if parseErr != nil && !errors.Is(parseErr, ErrPrompt) {
			t.Fatalf("%q: %v", prompt, parseErr)
		}
		r := Resolver{Text: func(_, _ string) (string, bool) { return "text", true }}
		for _, language := range Languages() {
			list, err := r.Resolve(language, []string{prompt})
			tooLong := parseErr == nil && err != nil && strings.Contains(err.Error(), "sounds; at most")
			if (err == nil) != (parseErr == nil) && !tooLong || len(list) > PiecesMax {
				t.Fatalf("%q in %s: Parse says %v, Resolve %v with %d sounds", prompt, language, parseErr, err, len(list))
			}
			for _, media := range list {
				name, isSound := strings.CutPrefix(media, "sound:")
				if isSound && strings.Contains(name, "..") || p.spelled() && !slices.Contains(sounds[language], name) {
					t.Fatalf("%q in %s plays %q", prompt, language, media)
				}
			}
		}
	})
}

// Law: what Parse has taken to pieces is what was written: options are known
// ones, and scheme and value are its two ends.
func FuzzParse(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, prompt string) {
		p, err := Parse(prompt)
		if err != nil {
			return
		}
		if !strings.HasPrefix(prompt, p.Scheme) || !strings.HasSuffix(prompt, p.Value) {
			t.Fatalf("%q is %+v", prompt, p)
		}
		for name := range p.Options {
			if !slices.Contains(Options(p.Scheme), name) {
				t.Fatalf("%q has the option %q", prompt, name)
			}
		}
	})
}
