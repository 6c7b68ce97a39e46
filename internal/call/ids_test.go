package call

import (
	"slices"
	"strings"
	"testing"
)

// Law: what a call has made is known by its id, and so are the channels whose call that may be.
func TestWhatACallHasMade(t *testing.T) {
	for id, c := range map[string]struct {
		leg, bridge bool
		makers      string
	}{
		"1764154800.42": {}, "1764154800.42.p3": {}, "1764154800.42.l": {}, ".l1": {}, "ivr.conf.x-y": {},
		"1764154800.42.l1":            {leg: true, makers: "1764154800.42"},
		"1764154800.42.s22":           {leg: true, makers: "1764154800.42"},
		"1764154800.42.b3":            {bridge: true, makers: "1764154800.42"},
		"1764154800.42.K7QX2MZP.l1":   {leg: true, makers: "1764154800.42 1764154800.42.K7QX2MZP"},
		"pbx-1764154800.42.ABCDEF.b1": {bridge: true, makers: "pbx-1764154800.42.ABCDEF"},
		"a.l1.b2":                     {bridge: true, makers: "a.l1"},
	} {
		if IsLeg(id, nil) != c.leg || IsBridge(id) != c.bridge || strings.Join(Makers(id), " ") != c.makers {
			t.Errorf("%s: a leg %t, a bridge %t, of %v", id, IsLeg(id, nil), IsBridge(id), Makers(id))
		}
	}
}

// Law: a call of a channel that may have had one before makes nothing of the same names; whoever finds the channel and
// knows nothing else stops what plays to it all the same.
func TestTheNamesOfACallThatBeginsAnew(t *testing.T) {
	names := func(opts Options) []string {
		c := New(opts)
		defer c.Over(0)
		return []string{c.base + ".l1", c.prefix}
	}
	first := names(Options{Channel: "1.2"})
	if !slices.Equal(first, []string{"1.2.l1", "1.2.p"}) {
		t.Errorf("the first call of a channel has %v", first)
	}
	for range 2 {
		anew := names(Options{Channel: "1.2", Anew: true})
		if anew[0] == first[0] || !slices.Equal(Makers(anew[0])[:1], []string{"1.2"}) || anew[1] != first[1] {
			t.Errorf("one that begins anew has %v", anew)
		}
		again := names(Options{Channel: "1.2", Anew: true, Again: true})
		if again[0] == anew[0] || again[1] == first[1] {
			t.Errorf("one that follows another has %v", again)
		}
	}
}
