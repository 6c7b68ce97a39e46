package call

import "github.com/ariapp/ariapp/internal/jsonpush"

// Write writes the estate as a member, as encoding/json would: most calls have nothing but what plays.
func (e *Estate) Write(o *jsonpush.Object, name string) error {
	o.Open(name)
	o.Text("prefix", e.Prefix)
	o.SomeInt("plays", int64(e.Plays))
	o.SomeInt("leg_plays", int64(e.LegPlays))
	o.SomeText("plays_on", e.PlaysOn)
	o.SomeInt("begun", int64(e.Begun))
	o.SomeText("caller", e.Caller)
	for _, part := range []struct {
		name  string
		there bool
		value any
	}{
		{"legs", len(e.Legs) > 0, e.Legs}, {"bridges", len(e.Bridges) > 0, e.Bridges}, {"taps", len(e.Taps) > 0, e.Taps},
		{"recordings", len(e.Recordings) > 0, e.Recordings},
	} {
		if !part.there {
			continue
		}
		if err := o.Any(part.name, part.value); err != nil {
			return err
		}
	}
	o.SomeText("in_bridge", e.InBridge)
	o.True("music", e.Music)
	o.True("away", e.Away)
	o.True("followed", e.Followed)
	o.End()
	return nil
}
