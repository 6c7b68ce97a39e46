package jsonpull_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/ariapp/ariapp/ari/internal/jsonpull"
	"github.com/google/go-cmp/cmp"
)

// texts are JSON and near-JSON that readers like to get wrong.
var texts = []string{
	``, ` `, `null`, `true`, `false`, `tru`, `nulll`, `0`, `-0`, `01`, `-`, `1.`, `.5`, `1.5`, `1e5`, `1E+5`,
	`1e`, `1e999`,
	`12345678901234567890`, `""`, `"a"`, `"a`, `"\"\\\/\b\f\n\r\t"`, `"\x"`, `"\u00e4"`, `"\u+123"`, `"\u12"`,
	`"\ud83d\ude00"`, `"\ud83d"`, `"\ud83dx"`, `"\ud83d\u0041"`, `"\ude00"`, "\"\xff\"", "\"a\xc3(\"",
	"\"\u2028ä\"", "\"\x01\"",
	"\"tab\t\"", `[]`, `[ ]`, `[1]`, `[1,]`, `[,1]`, `[1 2]`, `[`, `]`, `[1]]`, `{}`, `{ }`,
	`{"a":1}`, `{"a":1,}`, `{"a"}`,
	`{"a":}`, `{a:1}`, `{"a":1 "b":2}`, `{"a":{"b":[{"c":null}]},"d":[[],{}]}`, `{"a":1,"a":2}`, `{"":""}`,
	" \t\r\n{\"a\" : [ 1 , 2 ] } \n", "\u00a01", `1 2`, "\x00", "1\x00",
	`{"a":"` + strings.Repeat("x", 300) + `"}`,
}

// TestAnyEqualsEncodingJSON: what is accepted, and what it means, is what encoding/json says.
func TestAnyEqualsEncodingJSON(t *testing.T) {
	for _, text := range texts {
		compare(t, text)
	}
}

func FuzzAnyEqualsEncodingJSON(f *testing.F) {
	for _, text := range texts {
		f.Add(text)
	}
	f.Fuzz(compare)
}

func compare(t *testing.T, text string) {
	t.Helper()
	var want any
	wantErr := json.Unmarshal([]byte(text), &want)
	var r jsonpull.Reader
	r.Reset(text)
	got := r.Any()
	err := r.End()
	if errors.Is(err, jsonpull.ErrDepth) {
		return // encoding/json goes deeper
	}
	if (err == nil) != (wantErr == nil) {
		t.Fatalf("reading %q: got %v, encoding/json says %v", text, err, wantErr)
	}
	if err == nil && !cmp.Equal(got, want) {
		t.Fatalf("reading %q: %s", text, cmp.Diff(want, got))
	}
	r.Reset(text)
	r.Skip()
	if skipErr := r.End(); (skipErr == nil) != json.Valid([]byte(text)) {
		t.Fatalf("skipping %q: got %v, valid is %v", text, skipErr, json.Valid([]byte(text)))
	}
}

// TestWalk: members and elements come in order, and what is not asked for can be skipped.
func TestWalk(t *testing.T) {
	var r jsonpull.Reader
	r.Reset(`{"skip":{"x":[1,{"y":"]"}]},"name":"n","list":["a","b"],"n":-7,"big":4294967296,"f":1.5,` +
		`"yes":true,"raw": [1, 2] ,"text":5,"none":null}`)
	got := map[string]any{}
	for more := r.Object() && r.Next(); more; more = r.Next() {
		switch key := r.Key(); key {
		case "name":
			got[key] = r.String()
		case "list":
			var list []string
			for more := r.Array() && r.More(); more; more = r.More() {
				list = append(list, r.String())
			}
			got[key] = list
		case "n":
			got[key] = r.Int()
		case "big":
			got[key] = r.Int64()
		case "f":
			got[key] = r.Float()
		case "yes":
			got[key] = r.Bool()
		case "raw":
			got[key] = r.Raw()
		case "text":
			got[key] = r.Text()
		case "none":
			got[key] = r.String()
		default:
			r.Skip()
		}
	}
	want := map[string]any{
		"name": "n", "list": []string{"a", "b"}, "n": -7, "big": int64(4294967296), "f": 1.5, "yes": true,
		"raw": "[1, 2]", "text": "5", "none": "",
	}
	if err := r.End(); err != nil || !cmp.Equal(got, want) {
		t.Fatalf("%v %s", err, cmp.Diff(want, got))
	}
}

// TestWrongTypes: a value of another kind is ErrType, no value at all is ErrSyntax, and every loop ends.
func TestWrongTypes(t *testing.T) {
	takes := map[string]func(r *jsonpull.Reader){
		"string": func(r *jsonpull.Reader) { _ = r.String() },
		"int":    func(r *jsonpull.Reader) { r.Int() },
		"float":  func(r *jsonpull.Reader) { r.Float() },
		"bool":   func(r *jsonpull.Reader) { r.Bool() },
		"object": func(r *jsonpull.Reader) {
			for more := r.Object() && r.Next(); more; more = r.Next() {
				r.Skip()
			}
		},
		"array": func(r *jsonpull.Reader) {
			for more := r.Array() && r.More(); more; more = r.More() {
				r.Skip()
			}
		},
	}
	values := map[string]string{
		"string": `"s"`, "int": `1`, "float": `1`, "bool": `true`, "object": `{"a":1}`, "array": `[1]`,
	}
	for name, take := range takes {
		for other, text := range values {
			var r jsonpull.Reader
			r.Reset(text)
			take(&r)
			err := r.End()
			numbers := values[name] == values[other]
			if numbers && err != nil || !numbers && !errors.Is(err, jsonpull.ErrType) {
				t.Errorf("taking %s from %s: %v", name, text, err)
			}
		}
		for _, text := range []string{"", "x", "}", "tr"} {
			var r jsonpull.Reader
			r.Reset(text)
			take(&r)
			if err := r.End(); !errors.Is(err, jsonpull.ErrSyntax) {
				t.Errorf("taking %s from %q: %v", name, text, err)
			}
		}
	}
}

// TestNumbersOutOfRange: a number that does not fit is an error, never a wrong number.
func TestNumbersOutOfRange(t *testing.T) {
	for _, text := range []string{`9223372036854775808`, `-9223372036854775809`, `1.5`, `1e3`} {
		var r jsonpull.Reader
		r.Reset(text)
		if n := r.Int64(); n != 0 || !errors.Is(r.End(), jsonpull.ErrRange) {
			t.Errorf("%s: %d, %v", text, n, r.Err())
		}
	}
}

// TestDepth: nesting ends at DepthMax with an error, far from the stack's end.
func TestDepth(t *testing.T) {
	nested := func(depth int) error {
		var r jsonpull.Reader
		r.Reset(strings.Repeat("[", depth) + strings.Repeat("]", depth))
		r.Skip()
		return r.End()
	}
	if err := nested(jsonpull.DepthMax); err != nil {
		t.Error(err)
	}
	if err := nested(jsonpull.DepthMax + 1); !errors.Is(err, jsonpull.ErrDepth) {
		t.Error(err)
	}
	if err := nested(1 << 20); !errors.Is(err, jsonpull.ErrDepth) {
		t.Error(err)
	}
}

// TestFind: looking ahead changes nothing and finds top members only.
func TestFind(t *testing.T) {
	var r jsonpull.Reader
	r.Reset(`{"a":{"type":"inner"},"type":"outer","n":1}`)
	if got, found := r.Find("type"); got != "outer" || !found {
		t.Errorf("got %q, %v", got, found)
	}
	for _, name := range []string{"n", "none"} {
		if got, found := r.Find(name); got != "" || found {
			t.Errorf("%s: got %q, %v", name, got, found)
		}
	}
	if !cmp.Equal(r.Any(), map[string]any{"a": map[string]any{"type": "inner"}, "type": "outer", "n": 1.0}) {
		t.Error("the place has changed")
	}
}

// TestPlainStringsCostNothing: strings without escapes are slices of the text.
func TestPlainStringsCostNothing(t *testing.T) {
	text := `["plain","päin 😀","` + strings.Repeat("long ", 100) + `"]`
	var r jsonpull.Reader
	allocs := testing.AllocsPerRun(100, func() {
		r.Reset(text)
		for more := r.Array() && r.More(); more; more = r.More() {
			if r.String() == "" {
				t.Fatal("empty")
			}
		}
	})
	if allocs != 0 || r.End() != nil {
		t.Errorf("%v allocations, %v", allocs, r.Err())
	}
}

// TestFaultNamesPlace: an error says where and near what.
func TestFaultNamesPlace(t *testing.T) {
	var r jsonpull.Reader
	r.Reset(`{"cause":"x"}`)
	for more := r.Object() && r.Next(); more; more = r.Next() {
		r.Int()
	}
	var fault *jsonpull.Fault
	if err := r.End(); !errors.As(err, &fault) || fault.Offset != 9 || fault.Field != "cause" ||
		!strings.Contains(err.Error(), `near "cause"`) {
		t.Errorf("got %v", err)
	}
}
