package steps

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/ariapp/ariapp/flows"
)

// soundsOf are the sounds that a step brings along, written as in a file.
func soundsOf(t *testing.T, step string) []string {
	t.Helper()
	program := compile(t, "flows:\n  main:\n    - "+step+"\n")
	var sounds []string
	program.EachStep(func(placed *flows.Placed) {
		if one, ok := placed.Step.(flows.Sounding); ok {
			sounds = append(sounds, one.Sounds()...)
		}
	})
	return sounds
}

// Law: every sound that these files name is among those that a step with all its fields tells of.
func TestNoSoundIsForgotten(t *testing.T) {
	for pattern, steps := range map[string][]string{
		"voicemail*.go": {"voicemail: {mailbox: '1', review: true, on_operator: hangup}",
			"voicemail: {mailbox: '1', greeting: busy}", "voicemail_menu: {on_callback: hangup}"},
		"directory*.go": {"directory: {by: last}", "directory: {by: first}", "directory: {by: both}"},
		"conference*.go": {"conference: {room: x, pin: '1', pin_prompt: confbridge-pin, moderator_pin: '2', announce: name, " +
			"wait_for_moderator: true, end_with_moderator: true, announce_count: true}"},
		"record_review.go": {"record: {name: x, review: true}"},
	} {
		told := []string{"confbridge-pin"} // a field's default, which is told of as a prompt of the file
		for _, step := range steps {
			told = append(told, soundsOf(t, step)...)
		}
		files, err := filepath.Glob(pattern)
		if err != nil || len(files) == 0 {
			t.Fatal(pattern, err)
		}
		for _, file := range files {
			for _, name := range named(t, file) {
				if !slices.Contains(told, name) {
					t.Errorf("%s plays %s, of which no step tells", file, name)
				}
			}
		}
	}
}

// named are the sounds that stand in a file, those of examples in its spec left out.
func named(t *testing.T, file string) []string {
	if strings.HasSuffix(file, "_test.go") {
		return nil
	}
	tree, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	ast.Inspect(tree, func(node ast.Node) bool {
		if literal, ok := node.(*ast.BasicLit); ok && literal.Kind == token.STRING {
			if name, err := strconv.Unquote(literal.Value); err == nil && soundName.MatchString(name) {
				names = append(names, name)
			}
		}
		return true
	})
	return names
}

var soundName = regexp.MustCompile(`^(vm|dir|conf|confbridge|auth)-[A-Za-z0-9-]+$`)

// Law: what a step brings along is up to its fields.
func TestSounds(t *testing.T) {
	for step, want := range map[string]string{
		"dial: PJSIP/1": "",
		"dial: {targets: PJSIP/1, keys: {callee: {'#1': transfer}}, transfer: {allow: _1XX, steps: hangup}}":               "pbx-transfer",
		"dial: {targets: PJSIP/1, keys: {callee: {'#1': transfer}}, transfer: {allow: _1XX, prompt: beep, steps: hangup}}": "",
		"park: {announce: caller}": "digits:0123456789",
		"park":                     "",
		"record: {name: x}":        "",
		"record: {name: x, beep: true, review: {saved: mine}}":                      "beep vm-review vm-deleted vm-tooshort",
		"transfer: {mode: warm, to: PJSIP/1, reason: {prompt: why}}":                "beep",
		"transfer: {to: PJSIP/1}":                                                   "",
		"conference: {room: x, announce: none, keys: false}":                        "conf-kicked confbridge-only-participant",
		"conference: {room: x, announce: none, keys: '${call.from == call.to}'}":    "conf-kicked confbridge-only-participant conf-usermenu confbridge-muted confbridge-unmuted",
		"voicemail: {mailbox: '1', greeting: none, instructions: false}":            "beep vm-mailboxfull auth-thankyou vm-msgsaved",
		"voicemail: {mailbox: '1', greeting: temporary, on_operator: {log: 'bye'}}": "beep vm-mailboxfull auth-thankyou vm-msgsaved vm-theperson digits:0123456789 vm-isunavail vm-intro vm-saveoper vm-deleted",
	} {
		if got := strings.Join(soundsOf(t, step), " "); got != want {
			t.Errorf("%s: %s\nwant %s", step, got, want)
		}
	}
}
