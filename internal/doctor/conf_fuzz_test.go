package doctor

import "testing"

// Law: whatever stands in a file, reading it ends, and each place is a line of it.
func FuzzConfFile(f *testing.F) {
	f.Add("[a](!)\nb = c ; d\n[e](a,+)\n#include x\n;-- f --; g => h\\;\n", "[general]\nexten => 1,1,Stasis(ivr)\n")
	f.Add("[extensions]\nsame => n,Stasis(${A})\nswitch => Realtime\n#exec /bin/true", "[globals]\nA = ${A}${A}\n")
	f.Fuzz(func(t *testing.T, text, other string) {
		x := newExamination(t.Context(), Target{App: "ivr", Conf: folder(map[string]string{dialplanFile: text, "x": other})})
		x.blocked = "there is no Asterisk"
		file, err := x.file(dialplanFile)
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range file.sections {
			for _, one := range s.settings {
				if one.key == "" || one.at.line < 1 || one.at.file != dialplanFile && one.at.file != "x" {
					t.Errorf("%+v of [%s]", one, s.name)
				}
			}
		}
		if v := lookStasis(x); v.Seen == "" || v.Result == "" {
			t.Errorf("no verdict: %+v", v)
		}
	})
}
