package app

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// Law: a file's own prompts, in the folder beside it, and Asterisk's are what the rules about prompts compare with.
func TestRulesAboutPromptsSeeTheFolder(t *testing.T) {
	folder := t.TempDir()
	for name, text := range map[string]string{
		"prompts/en/welcome.wav": "", "prompts/fr/welcome.wav": "", "prompts/en/closing.wav": "", "prompts/old.wav": "",
		"prompts/sorry-youre-having-problems.wav": "", // the apology, which no flow names
		"ivr.yaml": "asterisk: {password: x}\nprompts: {folder: prompts}\n" +
			"numbers:\n  \"1\": {flow: main, language: en}\n  \"2\": {flow: main, language: fr}\n" +
			"flows:\n  main:\n    - play: [welcome, vm-goodbye, our-own]\n    - play: [closing, welcom, vm-godbye]\n",
	} {
		path := filepath.Join(folder, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	_, findings, err := Load(filepath.Join(folder, "ivr.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, f := range findings {
		got = append(got, f.Rule+": "+f.Message)
	}
	want := []string{
		"unused-prompt: no flow plays old; delete what is not needed, or play it",
		"missing-language: the prompt closing is not there in fr, which the flows speak: callers hear it in en; " +
			"put it into the folder of the language, or beside the folders",
		"missing-prompt: there is no prompt welcom, neither of your own nor among Asterisk's sounds",
		"missing-prompt: there is no prompt vm-godbye, neither of your own nor among Asterisk's sounds",
	}
	if !slices.Equal(got, want) {
		t.Errorf("found %q\nwanted %q", got, want)
	}
}
