package soundcheck

import (
	"slices"
	"strings"
	"testing"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/source"
	"github.com/ariapp/ariapp/flows/steps"
	"github.com/ariapp/ariapp/internal/media"
	"github.com/ariapp/ariapp/internal/soundpacks"
)

// check checks a flow of one step, in English and German, against an Asterisk
// that has all English sounds but those that begin with "no", and a German hello.
func check(t *testing.T, step string) string {
	t.Helper()
	return checked(t, step, func(language, sound string) bool {
		return language == "en" && !strings.HasPrefix(sound, "no") || sound == "hello"
	})
}

// checked is check against an Asterisk that has other sounds.
func checked(t *testing.T, step string, has func(language, sound string) bool) string {
	t.Helper()
	doc, findings := source.Parse("f", "numbers: {_.: main}\nflows:\n  main:\n    - "+step+"\n")
	registry, err := flows.NewRegistry(steps.All()...)
	if err != nil {
		t.Fatal(err)
	}
	program, faults := flows.Compile(doc, registry)
	if findings = append(findings, faults...); findings.HasErrors() {
		t.Fatal(findings)
	}
	own := func(language, name string) (string, bool) {
		return "http://h/prompts/" + name + ".wav", name == "mine" && language == "de"
	}
	var lines []string
	for _, f := range Check(Options{Program: program, Resolver: media.Resolver{Own: own}, Languages: []string{"en", "de"}, Asterisk: "pbx", Has: has}) {
		if f.Severity != source.Warning || f.Rule != "missing-sound" {
			t.Errorf("%+v", f)
		}
		lines = append(lines, f.Pos.String()+" "+strings.TrimPrefix(f.Message, `the Asterisk "pbx" has no `))
	}
	return strings.Join(lines, "\n")
}

// Law: a prompt that neither Asterisk nor the house has is a warning at its
// place, once for each language; what the house has, what is no sound, and what
// cannot be told is none.
func TestCheck(t *testing.T) {
	for step, want := range map[string]string{
		"play: hello":                       "",
		"play: nosuch":                      "f:4:13 nosuch in en\nf:4:13 nosuch in de",
		"play: [hello, welcome]":            "f:4:21 welcome in de",
		"play: mine":                        "",
		"play: 'sound:nosuch'":              "f:4:13 nosuch in en\nf:4:13 nosuch in de",
		"play: 'sound:http://x/nosuch.wav'": "",
		"play: 'recording:nosuch'":          "",
		"play: 'tone:ring'":                 "",
		"play: 'text:nosuch'":               "",
		"play: 'number:11'":                 "f:4:13 digits/11 in de",
		"play: 'digits:11'":                 "f:4:13 digits/1 in de",
		"play: '${call.from}'":              "",
		"play: 'nosuch-${call.from}'":       "",
		"play: 'silence:${1 + 1}'":          "",
	} {
		if got := check(t, step); got != want {
			t.Errorf("%s:\n%s\nwant\n%s", step, got, want)
		}
	}
}

// Law: what a step brings along is a warning at the step, one a language, as far as its fields want it and the house
// has none of it; what is spelled is told of once for all.
func TestStepsThatSound(t *testing.T) {
	for step, want := range map[string]string{
		"voicemail: {mailbox: '1', greeting: none, instructions: false}":             "f:4:7 beep, vm-mailboxfull, auth-thankyou, vm-msgsaved in de, which voicemail plays",
		"transfer: {mode: warm, to: PJSIP/1, brief: hello, reason: {prompt: hello}}": "f:4:7 beep in de, which transfer plays",
		"record: {name: x}":        "",
		"park: {announce: caller}": "f:4:7 digits/0, digits/1, digits/2, digits/3, digits/4, digits/5, digits/6, digits/7 and 2 more in de, which park plays",
	} {
		if got := check(t, step); got != want {
			t.Errorf("%s:\n%s\nwant\n%s", step, got, want)
		}
	}
	got := check(t, "voicemail_menu")
	if !strings.HasPrefix(got, "f:4:7 ") || strings.Count(got, "\n") != 0 || !strings.HasSuffix(got, " more in de, which voicemail_menu plays") {
		t.Error(got)
	}
}

// Law: whatever steps bring along is among the English sounds that Asterisk comes with.
func TestStepsBringWhatAsteriskHas(t *testing.T) {
	names := soundpacks.Names("en")
	for _, step := range []string{"voicemail_menu", "voicemail: {mailbox: '1', review: true, on_operator: hangup}",
		"voicemail: {mailbox: '1', greeting: busy}", "directory", "directory: {by: first}", "directory: {by: both}",
		"conference: {room: x, pin: '1', moderator_pin: '2', announce: name, wait_for_moderator: true, end_with_moderator: true, announce_count: true}",
		"record: {name: x, beep: true, review: true}", "park: {announce: caller}",
		"transfer: {mode: warm, to: PJSIP/1, reason: {prompt: hello}}"} {
		found := checked(t, step, func(language, sound string) bool {
			_, has := slices.BinarySearch(names, sound)
			return language == "de" || has
		})
		if strings.Contains(found, "plays") {
			t.Errorf("%s: %s", step, found)
		}
	}
}

// Law: a value that is computed may need every sound of its language, which is said
// once, and in few words.
func TestComputed(t *testing.T) {
	got := check(t, "play: ['number:${call.from}', 'digits:${call.from}']")
	if !strings.HasPrefix(got, "f:4:14 ") || strings.Count(got, "\n") != 0 || strings.Count(got, ",") != listedMax-1 ||
		!strings.HasSuffix(got, " more in de") {
		t.Error(got)
	}
}
