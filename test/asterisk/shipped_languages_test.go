//go:build linux && asterisk

package asterisk

import (
	"testing"

	"github.com/ariapp/ariapp/test/asterisk/hearing"
)

// Law: who asks the shipped ivr.yaml for a balance hears it in the language of
// the number they dialled: these sounds in this order, whole, and nothing else.
func TestShippedFileInThreeLanguages(t *testing.T) {
	amount := map[string][]string{ // one hundred and five dollars and fifty cents
		"en": {"digits/1", "digits/hundred", "digits/5", "digits/dollars", "vm-and", "digits/50"},
		"fr": {"digits/hundred", "digits/5", "digits/dollars", "digits/50"},
		"es": {"digits/100-and", "digits/5", "digits/dollars", "digits/and", "digits/50"},
	}
	var calls []hears
	for _, one := range []struct{ language, number string }{{"en", "202"}, {"fr", "203"}, {"es", "204"}} {
		known := append([]string{"agent-user" + hearing.Cut, "vm-youhave"}, amount[one.language]...)
		known = append(known, "vm-press", "digits/1", "vm-tomakecall", "vm-goodbye")
		calls = append(calls, hears{one.language + ", a customer", one.number, []string{"1234"},
			in(one.language, known...)},
			hears{one.language + ", nobody", one.number, []string{"9999"},
				in(one.language, "agent-user"+hearing.Cut, "vm-incorrect-mailbox", "vm-goodbye")})
	}
	start(t, shipped(t, nil)).hearAll(t, ear(), calls)
}
