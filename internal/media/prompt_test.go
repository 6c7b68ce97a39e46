package media

import (
	"errors"
	"strings"
	"testing"
)

func TestResolve(t *testing.T) {
	for prompt, want := range map[string]string{
		"welcome":           "sound:acme/welcome",
		"sound:beep":        "sound:beep",
		"recording:a/b":     "recording:a/b",
		"tone:busy":         "tone:busy",
		"tone:!350+440/100": "tone:!350+440/100",
		"digits:40*#":       "sound:digits/4 sound:digits/0 sound:digits/star sound:digits/pound",
		"digits:1 2-3":      "sound:digits/1 sound:digits/2 sound:digits/3",
		"characters:aB2.":   "sound:letters/a sound:letters/b sound:digits/2 sound:letters/dot",
		"number:0":          "sound:digits/0",
		"number:7":          "sound:digits/7",
		"number:20":         "sound:digits/20",
		"number:21":         "sound:digits/20 sound:digits/1",
		"number:100":        "sound:digits/1 sound:digits/hundred",
		"number:-342":       "sound:digits/minus sound:digits/3 sound:digits/hundred sound:digits/40 sound:digits/2",
		"number:1000":       "sound:digits/1 sound:digits/thousand",
		"number:2013015": "sound:digits/2 sound:digits/million sound:digits/13 sound:digits/thousand " +
			"sound:digits/15",
	} {
		got, err := Resolver{Prefix: "acme/"}.Resolve([]string{prompt})
		if err != nil || strings.Join(got, " ") != want {
			t.Errorf("%s is %v, %v; want %s", prompt, got, err, want)
		}
	}
}

func TestWhatIsNoPromptIsRefused(t *testing.T) {
	for _, prompt := range []string{
		"", "../../etc/passwd", "sound:../x", "sound:a b", "a;b", "a&b", "recording:", "digits:12a", "digits:",
		"number:one", "number:1000000000", "characters:日", "file:x", "tone:", "tone:a\nb", strings.Repeat("x", NameMax+1),
		"digits:" + strings.Repeat("1", PiecesMax+1),
	} {
		if got, err := (Resolver{}).Resolve([]string{prompt}); !errors.Is(err, ErrPrompt) {
			t.Errorf("%q gave %v, %v", prompt, got, err)
		}
	}
}

func FuzzResolve(f *testing.F) {
	for _, seed := range []string{"a", "number:12", "digits:1#", "characters:x", "tone:busy", "sound:a/../b"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, prompt string) {
		list, err := Resolver{}.Resolve([]string{prompt})
		if err != nil {
			return
		}
		for _, media := range list {
			if strings.HasPrefix(media, "sound:") && strings.Contains(media, "..") {
				t.Fatalf("%q leaves the folder: %q", prompt, media)
			}
		}
	})
}
