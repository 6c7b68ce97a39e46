package jsonpush

import (
	"bytes"
	"encoding/json"
	"testing"
	"time"
)

// shape has a member of each kind.
type shape struct {
	Text  string         `json:"text"`
	Some  string         `json:"some,omitempty"`
	Int   int64          `json:"int"`
	Least int64          `json:"least,omitempty"`
	Flag  bool           `json:"flag,omitempty"`
	At    time.Time      `json:"at"`
	In    inner          `json:"in"`
	List  []inner        `json:"list"`
	Any   map[string]any `json:"any"`
}

type inner struct {
	Name string `json:"name,omitempty"`
}

func (s shape) push(to []byte) ([]byte, error) {
	o := Object(to)
	o.Begin()
	o.Text("text", s.Text)
	o.SomeText("some", s.Some)
	o.Int("int", s.Int)
	o.SomeInt("least", s.Least)
	o.True("flag", s.Flag)
	if err := o.Time("at", s.At); err != nil {
		return nil, err
	}
	o.Open("in")
	o.SomeText("name", s.In.Name)
	o.End()
	o.List("list")
	for _, one := range s.List {
		o.Begin()
		o.SomeText("name", one.Name)
		o.End()
	}
	o.EndList()
	if err := o.Any("any", s.Any); err != nil {
		return nil, err
	}
	o.End()
	return o, nil
}

// pulled is what encoding/json writes.
func pulled(t *testing.T, value any) ([]byte, error) {
	t.Helper()
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	err := encoder.Encode(value)
	return bytes.TrimSuffix(text.Bytes(), []byte{'\n'}), err
}

// Law: it writes what encoding/json writes, behind what stands there.
func TestAsEncodingJSON(t *testing.T) {
	at := time.Date(2026, 3, 2, 9, 0, 0, 120_000_000, time.UTC)
	for _, s := range []shape{
		{List: []inner{}},
		{At: at, List: []inner{{}, {"a"}, {"b"}}},
		{Text: "main/top", Some: "ok", Int: -4, Least: 7, Flag: true, At: at, In: inner{"x"}, List: []inner{{"y"}}, Any: map[string]any{"a": 1.5, "b": nil}},
		{Text: "a\"b\\c\n<&>\u2028é\x7f\x00\xff", Some: " ~", List: []inner{}, At: at.In(time.FixedZone("", 3600))},
	} {
		want, err := pulled(t, s)
		if err != nil {
			t.Fatal(err)
		}
		got, err := s.push([]byte("before"))
		if err != nil || string(got) != "before"+string(want) {
			t.Errorf("%v\ngot  %s\nwant %s", err, got, want)
		}
	}
}

// Law: so are values of every kind, one within another.
func TestAnyAsEncodingJSON(t *testing.T) {
	for _, value := range []any{nil, "", "a\"b", true, false, 0, -7, 1.5, int64(3), []string(nil), []string{}, []string{"a", "é<"},
		map[string]any(nil), map[string]any{}, map[string]any{"b": 1, "a": "x", "é": nil, "\n": map[string]any{"c": []string{"d"}}},
		map[string]any{"$map": map[string]any{"x": time.Second}}, []any{"a", 1, nil}, inner{"x"}, &inner{}} {
		want, err := pulled(t, map[string]any{"any": value})
		if err != nil {
			t.Fatal(err)
		}
		o := Object("before")
		o.Begin()
		if err := o.Any("any", value); err != nil {
			t.Fatal(err)
		}
		o.End()
		if string(o) != "before"+string(want) {
			t.Errorf("got  %s\nwant %s", o, want)
		}
	}
}

// Law: what JSON has no form for is an error, and nothing is written for it.
func TestAnyWithoutAForm(t *testing.T) {
	o := Object("before")
	o.Begin()
	if err := o.Any("any", map[string]any{"a": 1, "b": map[string]any{"c": make(chan int)}}); err == nil {
		t.Error("a channel is written")
	}
	if o.End(); string(o) != "before{}" {
		t.Errorf("it is %s", o)
	}
}

// Law: what JSON has no form for is an error.
func TestWithoutAForm(t *testing.T) {
	if _, err := (shape{At: time.Date(10_000, 1, 1, 0, 0, 0, 0, time.UTC)}).push(nil); err == nil {
		t.Error("the year 10000 is written")
	}
	if _, err := (shape{Any: map[string]any{"x": make(chan int)}}).push(nil); err == nil {
		t.Error("a channel is written")
	}
}

// Law: no text is written differently from encoding/json.
func FuzzText(f *testing.F) {
	for _, seed := range []string{"", "plain", "\"", "\\", "\n", "<&>", "\u2028", "é", "\xff", "\x7f"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		want, err := pulled(t, text)
		if err != nil {
			t.Fatal(err)
		}
		if got := appendText(nil, text); string(got) != string(want) {
			t.Errorf("got %s, want %s", got, want)
		}
	})
}
