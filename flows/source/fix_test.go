package source

import "testing"

// Law: edits change what they name and nothing else, whatever the line ends are.
func TestApply(t *testing.T) {
	at := func(line, column int) Pos { return Pos{File: "a", Line: line, Column: column} }
	put := func(from, to Pos, text string) Fix { return Fix{Edits: []Edit{{From: from, To: to, Text: text}}} }
	lines := func(first, last int) Fix { return Fix{Edits: []Edit{DeleteLines("a", first, last)}} }
	for name, c := range map[string]struct {
		text  string
		fixes []Fix
		want  string
		made  int
	}{
		"a line":           {"a\nb\nc\n", []Fix{lines(2, 2)}, "a\nc\n", 1},
		"CRLF":             {"a\r\nb\r\nc", []Fix{lines(1, 2)}, "c", 1},
		"the last line":    {"a\nb", []Fix{lines(2, 2)}, "a\n", 1},
		"a part":           {"täst # x\nb\n", []Fix{put(at(1, 5), at(1, 9), "")}, "täst\nb\n", 1},
		"put in":           {"ab\n", []Fix{put(at(1, 2), at(1, 2), "ü")}, "aüb\n", 1},
		"two":              {"a\nb\nc\n", []Fix{lines(3, 3), lines(1, 1)}, "b\n", 2},
		"the same twice":   {"a\nb\n", []Fix{lines(1, 1), lines(1, 1)}, "b\n", 1},
		"one over another": {"a\nb\nc\n", []Fix{lines(1, 2), put(at(2, 1), at(2, 2), "x")}, "c\n", 1},
		"another file":     {"a\n", []Fix{{Edits: []Edit{DeleteLines("b", 1, 1)}}}, "a\n", 0},
		"nothing":          {"a\n", nil, "a\n", 0},
	} {
		t.Run(name, func(t *testing.T) {
			got, made, err := Apply("a", c.text, c.fixes)
			if err != nil || got != c.want || len(made) != c.made {
				t.Errorf("%q, %v, %v; want %q, %d", got, made, err, c.want, c.made)
			}
		})
	}
	for name, fix := range map[string]Fix{"a line below": lines(5, 6), "a column behind": put(at(1, 1), at(1, 9), ""),
		"backwards": put(at(2, 1), at(1, 1), ""), "no place": put(Pos{File: "a"}, at(1, 1), "")} {
		if got, _, err := Apply("a", "abc\nd\n", []Fix{fix}); err == nil || got != "abc\nd\n" {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
}
