package flows

import (
	"fmt"

	"github.com/ariapp/ariapp/internal/jsonpush"
)

// Marshal writes the checkpoint as JSON. key (16 or 32 bytes) seals secrets and
// keys typed ahead; with a nil key they are left out, and a walk resumed from
// the result finds them empty.
func (c *Checkpoint) Marshal(key []byte) ([]byte, error) {
	return c.Append(make([]byte, 0, checkpointUsual), key)
}

// Append is Marshal behind what stands in to.
func (c *Checkpoint) Append(to, key []byte) ([]byte, error) {
	s, err := newSealer(key)
	if err != nil {
		return nil, err
	}
	o := jsonpush.Object(to)
	if err := s.write(&o, c); err != nil {
		return nil, fmt.Errorf("writing a checkpoint: %w", err)
	}
	return o, nil
}

// write writes a checkpoint in the shape of [wireCheckpoint]. This is done several times a step: nothing here looks at
// types but where values of flows stand.
func (s sealer) write(o *jsonpush.Object, c *Checkpoint) error {
	keys, err := s.sealKeys(c.Keys)
	if err != nil {
		return err
	}
	o.Begin()
	o.Int("format", int64(c.Format))
	o.Text("version", c.Version)
	if err := c.Call.write(o); err != nil {
		return err
	}
	if err := o.Time("started", c.Started); err != nil {
		return err
	}
	o.Int("steps", int64(c.Steps))
	o.SomeInt("pressed", int64(c.Pressed))
	o.SomeInt("same_row", int64(c.SameRow))
	o.SomeText("same", c.Same)
	if err := s.writeValues(o, "vars", c.Vars); err != nil {
		return err
	}
	o.SomeText("keys", keys)
	o.List("frames")
	for i := range c.Frames {
		if err := s.writeFrame(o, &c.Frames[i]); err != nil {
			return err
		}
	}
	o.EndList()
	for _, part := range []struct {
		name  string
		there bool
		value any
	}{
		{"occasions", len(c.Occasions) > 0, c.Occasions}, {"taping", !c.Taping.isZero(), &c.Taping},
		{"legs", len(c.Legs) > 0, c.Legs}, {"bridges", len(c.Bridges) > 0, c.Bridges},
	} {
		if !part.there {
			continue
		}
		if err := o.Any(part.name, part.value); err != nil {
			return err
		}
	}
	o.SomeInt("spared", int64(c.Spared))
	o.End()
	return nil
}

// write writes what is known of a call, as the member "call".
func (c *CallInfo) write(o *jsonpush.Object) error {
	o.Open("call")
	o.Text("id", c.ID)
	o.Text("channel", c.Channel)
	o.Text("asterisk", c.Asterisk)
	o.Text("from", c.From)
	o.Text("from_name", c.FromName)
	o.Text("to", c.To)
	o.Text("context", c.Context)
	o.Text("language", c.Language)
	for _, words := range []struct {
		name string
		list []string
	}{{"args", c.Args}, {"captures", c.Captures}} {
		if words.list == nil {
			o.Raw(words.name, []byte("null"))
		} else if err := o.Any(words.name, words.list); err != nil {
			return err
		}
	}
	if err := o.Time("started", c.Started); err != nil {
		return err
	}
	o.End()
	return nil
}

// writeFrame writes one level, in the shape of [wireFrame].
func (s sealer) writeFrame(o *jsonpush.Object, f *FrameState) error {
	o.Begin()
	o.Text("block", f.Block)
	o.Int("index", int64(f.Index))
	if len(f.State) > 0 {
		o.Raw("state", f.State)
	}
	o.True("begun", f.Begun)
	if !f.Since.IsZero() {
		if err := o.Time("since", f.Since); err != nil {
			return err
		}
	}
	o.SomeInt("occasion", int64(f.Occasion))
	o.SomeInt("nth", int64(f.Nth))
	o.SomeText("status", f.Status)
	o.True("masked", f.Masked)
	o.True("talks", f.Talks)
	o.True("returned", f.Returned)
	o.SomeText("flow", f.Flow)
	if err := s.writeValues(o, "params", f.Params); err != nil {
		return err
	}
	if len(f.Results) > 0 {
		results := make(map[string]any, len(f.Results))
		for id, result := range f.Results {
			results[id] = s.encodeMap(result)
		}
		if err := o.Any("results", results); err != nil {
			return err
		}
	}
	if f.Failure != (failure{}) {
		if err := o.Any("failure", f.Failure); err != nil {
			return err
		}
	}
	if f.Attended != nil {
		if err := o.Any("attends", f.Attended); err != nil {
			return err
		}
	}
	o.End()
	return nil
}

// writeValues writes values of flows, unless there are none.
func (s sealer) writeValues(o *jsonpush.Object, name string, values map[string]any) error {
	if len(values) == 0 {
		return nil
	}
	return o.Any(name, s.encodeMap(values))
}
