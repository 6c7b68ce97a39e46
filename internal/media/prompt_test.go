package media

import (
	"errors"
	"maps"
	"strings"
	"testing"
)

// Law: a prompt is its scheme, its options and its value; the first colon ends the head.
func TestParse(t *testing.T) {
	for _, row := range []struct {
		prompt  string
		scheme  string
		options map[string]string
		value   string
	}{
		{"welcome", "", nil, "welcome"},
		{"sound:beep", "sound", nil, "beep"},
		{"number:7", "number", nil, "7"},
		{"number;ordinal:7", "number", map[string]string{"ordinal": "yes"}, "7"},
		{"number;gender=f;ordinal=no:7", "number", map[string]string{"gender": "f", "ordinal": "no"}, "7"},
		{"ordinal;gender=n:7", "ordinal", map[string]string{"gender": "n"}, "7"},
		{"time;clock=24:14:30", "time", map[string]string{"clock": "24"}, "14:30"},
		{"datetime;zone=Europe/Berlin;year=no:2026-11-26T13:30:00Z", "datetime",
			map[string]string{"zone": "Europe/Berlin", "year": "no"}, "2026-11-26T13:30:00Z"},
		{"money;currency=EUR:12.50", "money", map[string]string{"currency": "EUR"}, "12.50"},
		{"text:Mind; the: gap", "text", nil, "Mind; the: gap"},
	} {
		got, err := Parse(row.prompt)
		if err != nil || got.Scheme != row.scheme || got.Value != row.value || !maps.Equal(got.Options, row.options) {
			t.Errorf("%s is %+v, %v", row.prompt, got, err)
		}
	}
}

// Law: what is no prompt is refused, by Parse and by Resolve, with what would
// have been accepted; nothing of it reaches Asterisk.
func TestWhatIsNoPromptIsRefused(t *testing.T) {
	for _, row := range []struct{ prompt, says string }{
		{"", "1 to 512 characters"},
		{strings.Repeat("x", NameMax+1), "1 to 512 characters"},
		{"../../etc/passwd", "leaves the folder"},
		{"sound:../x", "leaves the folder"},
		{"recording:a/../../b", "leaves the folder"},
		{"sound:a b", "holds the character"},
		{"a;b", "holds the character"},
		{"a&b", "holds the character"},
		{"recording:", "1 to 512 characters"},
		{"tone:", "1 to 512 characters"},
		{"tone:a\nb", "holds the character"},
		{"text:", "1 to 4096 characters"},
		{"text:a\x00b", "holds the character"},
		{"file:x", "write a sound's name, or one of sound:, recording:"},
		{"Number:1", "write a sound's name"},
		{"sound;x=y:beep", "sound: has no options"},
		{"digits;gender=f:1", "digits: has no options"},
		{"number;sex=f:1", "it has gender, ordinal"},
		{"number;:1", "it has gender, ordinal"},
		{"number;gender=x:1", "write gender=m or f or n or c"},
		{"number;gender:1", "write gender=m or f"},
		{"number;gender=m;gender=f:1", "stands twice"},
		{"time;clock=13:14:30", "write clock=12 or 24"},
		{"date;year=2026:2026-11-26", "write year=yes or no"},
		{"date;zone=Mars/Olympus:2026-11-26T13:30:00Z", "zone=Europe/Berlin"},
		{"date;zone=../x:2026-11-26T13:30:00Z", "zone=Europe/Berlin"},
		{"date;zone=Local:2026-11-26T13:30:00Z", "zone=Europe/Berlin"},
		{"date;zone=Europe/Berlin:2026-11-26", "no offset"},
		{"number:", "1 to 512 characters"},
		{"number:one", "write digits"},
		{"number:1e6", "write digits"},
		{"number:+1", "write digits"},
		{"number:1,5", "write digits"},
		{"number:.5", "write digits"},
		{"number:5.", "write digits"},
		{"number:--5", "write digits"},
		{"number: 5", "write digits"},
		{"number:٣", "write digits"},
		{"number:1000000000001", "between -1000000000000 and 1000000000000"},
		{"number:-1000000000001", "between"},
		{"number:1000000000000.1", "between"},
		{"number:99999999999999999999", "between"},
		{"number:" + strings.Repeat("0", 41), "more than 40 digits"},
		{"number:0.30000000000000004", "more than 9 decimals"},
		{"ordinal:0", "from 1 to"},
		{"ordinal:-1", "from 1 to"},
		{"number;ordinal:1.5", "from 1 to"},
		{"digits:12a", "0 to 9, *, # and A to D"},
		{"digits:", "1 to 512 characters"},
		{"digits: -", "holds no digit"},
		{"phone:+", "holds no digit"},
		{"phone:12+3", "reading the telephone number"},
		{"phone:0800-FLOWERS", "reading the telephone number"},
		{"characters:日", "there is no sound for"},
		{"silence:0s", "up to 1m0s"},
		{"silence:61s", "up to 1m0s"},
		{"silence:2", "such as 1500ms"},
		{"date:26.11.2026", "write 2026-11-26"},
		{"date:2026-02-30", "write 2026-11-26"},
		{"time:25:00", "write 14:30"},
		{"time:2pm", "write 14:30"},
		{"datetime:2026-11-26", "write 2026-11-26 14:30"},
		{"duration:90", "such as 1h2m3s or 90s"},
		{"duration:-1s", "such as 1h2m3s"},
		{"duration:10001h", "up to 10000h"},
		{"money:12.50", "currency=EUR"},
		{"money;currency=EURO:12.50", "currency=EUR"},
		{"money;currency=E1R:12.50", "currency=EUR"},
		{"money;currency=EUR:12,50", "write digits"},
		{"money;currency=EUR:$5", "write digits"},
	} {
		_, err := Parse(row.prompt)
		if !errors.Is(err, ErrPrompt) || !strings.Contains(err.Error(), row.says) {
			t.Errorf("Parse(%q) says %v, not %q", row.prompt, err, row.says)
		}
		for _, language := range Languages() {
			got, err := Resolver{}.Resolve(language, []string{row.prompt})
			if !errors.Is(err, ErrPrompt) || !strings.Contains(err.Error(), row.says) {
				t.Errorf("Resolve(%q) in %s gives %v, %v", row.prompt, language, got, err)
			}
		}
	}
}

// Law: every scheme is described, and an option of a scheme is one that is checked.
func TestOptionsAreChecked(t *testing.T) {
	for _, scheme := range Schemes() {
		for _, option := range Options(scheme) {
			if _, err := read(scheme + ";" + option + "=rubbish:1"); !errors.Is(err, ErrPrompt) {
				t.Errorf("%s;%s=rubbish is %v", scheme, option, err)
			}
		}
	}
}

// Law: an error shows the beginning of a long value only, in whole characters.
func TestLongValuesAreClipped(t *testing.T) {
	_, err := Parse("number:" + strings.Repeat("é", 200))
	if err == nil || len(err.Error()) > 200 || strings.Contains(err.Error(), `\x`) {
		t.Errorf("the error is %v", err)
	}
}
