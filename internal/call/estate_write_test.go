package call

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ariapp/ariapp/internal/jsonpush"
)

// Law: an estate is written as encoding/json writes it, whatever is in it.
func TestEstatesAreWrittenAsEncodingJSONDoes(t *testing.T) {
	for name, e := range map[string]Estate{
		"nothing": {},
		"all": {Prefix: "1.p", Plays: 3, LegPlays: 4, PlaysOn: "0.p2", Begun: 1, Caller: "1.2", Legs: map[string]EstateLeg{"a": {Channel: "c", Bridge: "b", State: "up"}},
			Bridges: map[string]bool{"b": true}, Taps: []string{"t"}, Recordings: map[string]string{"r": "t"}, InBridge: "b", Music: true, Away: true, Followed: true},
	} {
		want, err := json.Marshal(e)
		if err != nil {
			t.Fatal(err)
		}
		var o jsonpush.Object
		o.Begin()
		err = e.Write(&o, "estate")
		o.End()
		if diff := cmp.Diff(`{"estate":`+string(want)+`}`, string(o)); err != nil || diff != "" {
			t.Errorf("%s: %v\n%s", name, err, diff)
		}
	}
}
