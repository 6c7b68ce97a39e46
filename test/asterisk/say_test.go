//go:build linux && asterisk

package asterisk

import (
	"strings"
	"testing"

	"github.com/ariapp/ariapp/internal/media"
	"github.com/ariapp/ariapp/test/asterisk/hearing"
)

// spelled are the sounds of prompts in a language, as the ear knows them.
func spelled(t *testing.T, language string, prompts ...string) []string {
	t.Helper()
	uris, err := media.Resolver{}.Resolve(language, prompts)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, uri := range uris {
		name, is := strings.CutPrefix(uri, "sound:")
		if !is {
			t.Fatalf("%q is no sound", uri)
		}
		names = append(names, name)
	}
	return in(language, names...)
}

// Law: what is said in each language is heard sound by sound, in order, each of
// them whole and out of the language's own pack: there is not one that it lacks.
func testValuesAreSaid(t *testing.T) {
	var calls []hears
	for i, language := range media.Languages() {
		calls = append(calls, hears{language, "720" + string(rune('1'+i)), nil, spelled(t, language,
			"number:1342", "number;gender=f:-21", "ordinal:3", "date:2026-11-26", "time:14:30", "duration:1h1m10s",
			"money;currency=USD:12.50")})
	}
	hearCalls(t, ear(), calls)
}

// Law: a key stops what is said in its middle, though it is many sounds.
func testValueIsStopped(t *testing.T) {
	heard := listen(t, "7206", "5")
	all := spelled(t, "fr", "number:999999")
	found, err := ear().Recognise(heard, append(all, "fr/beep"))
	if err != nil {
		t.Fatal(err)
	}
	if len(found) < 2 || len(found) > len(all) || found[0].Name != all[0] || found[len(found)-1].Name != "fr/beep" {
		t.Errorf("heard %v; want the beginning of %v, then a beep", found, all)
	}
	for _, h := range found {
		if h.Name == hearing.Unknown {
			t.Errorf("heard %v", h)
		}
	}
}
