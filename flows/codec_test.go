package flows_test

import (
	"errors"
	"math"
	"reflect"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/digits"
	"github.com/ariapp/ariapp/flows/flowtest"
)

// TestValuesSurviveACheckpoint with their types, the odd ones too.
func TestValuesSurviveACheckpoint(t *testing.T) {
	values := map[string]any{
		"text": "ä", "whole": 7, "big": 1 << 53, "point": 7.0, "inf": math.Inf(1), "truth": true, "nothing": nil,
		"span": 90 * time.Second, "time": time.Date(2026, 1, 2, 3, 4, 5, 6, time.UTC), "words": []string{"a", "b"},
		"list": []any{1, "x", 1.5, []any{nil}}, "map": map[string]any{"$map": map[string]any{"$secret": 1}, "a": 2},
		"secret": flows.NewSecret("1234"), "empty": flows.NewSecret(""), "none": map[string]any{},
	}
	c := &flows.Checkpoint{Format: 1, Version: "v", Vars: values, Started: time.Unix(0, 0).UTC(), Steps: 3, SameRow: 2,
		Same: "a/b", Occasions: map[string]int{"main/x": 2}, Call: flows.CallInfo{ID: "c", Args: []string{"x"}}, Frames: []flows.FrameState{{Block: "main",
			Flow: "main", Index: 1, State: []byte(`{"a":1}`), Begun: true, Occasion: 2, Since: time.Unix(9, 0).UTC(), Status: "ok",
			Masked: true, Talks: true, Returned: true, Params: values, Results: map[string]map[string]any{"s": values}}}}
	c.Keys.Push('1', time.Time{})
	c.Keys.Swallow(digits.KeySetOf('#'), time.Time{})
	data, err := c.Marshal(sealKey)
	if err != nil {
		t.Fatal(err)
	}
	again, err := flows.UnmarshalCheckpoint(data, sealKey)
	if err != nil {
		t.Fatal(err)
	}
	secrets := cmp.Comparer(func(a, b flows.Secret) bool { return flows.Reveal(a) == flows.Reveal(b) })
	buffers := cmp.Comparer(func(a, b digits.Buffer) bool { return reflect.DeepEqual(a, b) })
	if diff := cmp.Diff(c, again, secrets, buffers, cmp.AllowUnexported(flows.FrameState{})); diff != "" {
		t.Errorf("it came back different (-before +after)\n%s", diff)
	}
}

func TestCheckpointsThatAreNone(t *testing.T) {
	program := compile(t, "flows: {main: [answer, if: {is: 'true', then: {log: a}}]}")
	for name, text := range map[string]string{
		"nothing":             "",
		"no JSON":             "{",
		"a list":              "[]",
		"something behind it": `{"format":1} {}`,
		"another format":      `{"format":2}`,
		"another version":     `{"format":1,"version":"x"}`,
		"a float":             `{"format":1,"vars":{"a":1.5}}`,
		"two types":           `{"format":1,"vars":{"a":{"$map":{},"$time":""}}}`,
		"no type":             `{"format":1,"vars":{"a":{}}}`,
		"an unknown type":     `{"format":1,"vars":{"a":{"$x":1}}}`,
		"a bad time":          `{"format":1,"vars":{"a":{"$time":"noon"}}}`,
		"bad results":         `{"format":1,"frames":[{"results":{"a":1}}]}`,
		"a broken seal":       `{"format":1,"keys":"!"}`,
		"no frames":           `{"format":1,"version":"V"}`,
		"a strange block":     `{"format":1,"version":"V","frames":[{"block":"x","flow":"main"}]}`,
		"a place too far":     `{"format":1,"version":"V","frames":[{"block":"main","flow":"main","index":9}]}`,
		"a place before":      `{"format":1,"version":"V","frames":[{"block":"main","flow":"main","index":-1}]}`,
		"no flow":             `{"format":1,"version":"V","frames":[{"block":"main"}]}`,
		"another flow":        `{"format":1,"version":"V","frames":[{"block":"main","flow":"x"}]}`,
		"inside of nothing":   `{"format":1,"version":"V","frames":[{"block":"main","flow":"main"},{"block":"main/2.then"}]}`,
		"called by nobody":    `{"format":1,"version":"V","frames":[{"block":"main","flow":"main","index":2},{"block":"main","flow":"main"}]}`,
		"fewer than no steps": `{"format":1,"version":"V","steps":-1,"frames":[{"block":"main","flow":"main"}]}`,
	} {
		c, err := flows.UnmarshalCheckpoint([]byte(text), sealKey)
		if err == nil {
			if c.Version == "V" {
				c.Version = program.Version
			}
			_, err = flows.Resume(program, flowtest.NewPhone(flowtest.Options{}), flows.Options{}, c)
		}
		if !errors.Is(err, flows.ErrCheckpoint) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// FuzzUnmarshalCheckpoint: whatever stands there, it is read or refused; and a
// walk that goes on from it ends without a panic of the walker.
func FuzzUnmarshalCheckpoint(f *testing.F) {
	program := load(f, "testdata/rich.yaml")
	phone := flowtest.NewPhone(flowtest.Options{}, parse(f, "@door 7359# @press 1 @code 73")...)
	flows.NewWalker(program, phone, flows.Options{Flow: program.Flow("main"), Checkpoint: func(c *flows.Checkpoint) error {
		data, err := c.Marshal(nil)
		f.Add(data)
		return err
	}}).Run(phone.Context())
	f.Fuzz(func(t *testing.T, data []byte) {
		c, err := flows.UnmarshalCheckpoint(data, nil)
		if err != nil {
			if !errors.Is(err, flows.ErrCheckpoint) {
				t.Fatalf("%v is no ErrCheckpoint", err)
			}
			return
		}
		if _, err := c.Marshal(nil); err != nil {
			t.Fatal("it cannot be written again:", err)
		}
		c.Version, c.Format = program.Version, 1
		phone := flowtest.NewPhone(flowtest.Options{}, parse(t, "1s 1 2s 7359# 30s hangup")...)
		if walker, err := flows.Resume(program, phone, flows.Options{}, c); err == nil {
			walker.Run(phone.Context())
		}
	})
}

// FuzzCompile: any file gives a program or findings; these have a place in the file.
func FuzzCompile(f *testing.F) {
	for _, c := range []string{"rich", "none", "a: b", "flows: {main: [answer]}\nnumbers: {_.: main}", file(`log: "${1 +}"`),
		file(`menu: {choices: {1: {goto: x}}, prompt: "${steps.x.y}"}`), file(`collect: {confirm: {prompt: [a]}}`),
		"defaults: {on_error: {log: '${error.message}'}}\n" + file("repeat: {times: 3, steps: [wait: 1s]}")} {
		f.Add(c)
	}
	r := registry(f)
	f.Fuzz(func(t *testing.T, text string) {
		doc := parsed(t, text)
		program, findings := flows.Compile(doc, r)
		if (program == nil) != findings.HasErrors() {
			t.Fatalf("a program %v, findings %v", program != nil, findings)
		}
		lines := countLines(text)
		for _, finding := range findings {
			if finding.Rule != "too-many" && (finding.Line < 1 || finding.Line > lines || finding.Column < 1) {
				t.Errorf("%s stands outside of the file of %d lines", finding, lines)
			}
			_ = finding.Format()
		}
	})
}

// BenchmarkMarshalCheckpoint is what writing a step of a menu costs.
func BenchmarkMarshalCheckpoint(b *testing.B) {
	c := &flows.Checkpoint{Format: 1, Version: "806b33588ba9", Started: time.Unix(1764154800, 5), Steps: 3, Same: "main/key", SameRow: 1,
		Call:   flows.CallInfo{ID: "1764154800.42", Channel: "PJSIP/trunk-00000001", Asterisk: "main", From: "100", To: "200", Language: "en", Started: time.Unix(1764154800, 5)},
		Frames: []flows.FrameState{{Block: "main", Flow: "main", Index: 1, State: []byte(`{"attempt":1}`), Begun: true, Since: time.Unix(1764154800, 5)}}}
	for b.Loop() {
		if _, err := c.Marshal(sealKey); err != nil {
			b.Fatal(err)
		}
	}
}
