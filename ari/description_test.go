package ari_test

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/ariapp/ariapp/ari"
	"github.com/google/go-cmp/cmp"
)

// method finds the Go method of an operation.
func method(c *ari.Client, name string) reflect.Value {
	service, call, _ := strings.Cut(name, ".")
	field := reflect.ValueOf(c).Elem().FieldByName(service)
	if !field.IsValid() {
		return field
	}
	return field.MethodByName(call)
}

func anyClient(t *testing.T) *ari.Client {
	t.Helper()
	c, err := ari.New(ari.Options{URL: "http://asterisk/ari", APIKey: "u:p"})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// TestEveryOperationHasItsMethod: all 109 of Asterisk 22.10.1, with one Go argument for each id and one
// Params field for each other value.
func TestEveryOperationHasItsMethod(t *testing.T) {
	c := anyClient(t)
	if n := len(ari.Operations()); n != 109 {
		t.Errorf("%d operations", n)
	}
	for _, o := range ari.Operations() {
		m := method(c, o.Name)
		if o.WebSocket {
			if o.Name != "Events.EventWebsocket" || m.IsValid() {
				t.Errorf("%s is an upgrade", o.Name)
			}
			continue
		}
		if !m.IsValid() {
			t.Errorf("%s has no method", o.Name)
			continue
		}
		ids, values := 0, 0
		for _, p := range o.Parameters {
			if p.In == "path" {
				ids++
			} else {
				values++
			}
		}
		in := m.Type().NumIn() - 1 // the context
		if strings.Count(o.Path, "{") != ids || in != ids+min(values, 1) {
			t.Errorf("%s: %d ids, %d values, %d arguments", o.Name, ids, values, in)
			continue
		}
		if values > 0 && m.Type().In(in).NumField() != values {
			t.Errorf("%s: Params has %d fields, want %d", o.Name, m.Type().In(in).NumField(), values)
		}
	}
}

// TestEveryAnswerKeepsEveryField: what operations answer with arrives in Go and goes back unchanged.
func TestEveryAnswerKeepsEveryField(t *testing.T) {
	c := anyClient(t)
	for _, o := range ari.Operations() {
		name := strings.TrimSuffix(strings.TrimPrefix(o.Response, "List["), "]")
		if o.WebSocket || described(name) == nil {
			continue
		}
		answer := method(c, o.Name).Type().Out(0).Elem()
		for _, bare := range []bool{false, true} {
			n := 0
			text := encode(t, sample(name, bare, &n))
			got := reflect.New(answer).Interface()
			if err := json.Unmarshal(text, got); err != nil {
				t.Errorf("%s: %v", o.Name, err)
			}
			if diff := cmp.Diff(generic(t, text), generic(t, encode(t, got))); diff != "" {
				t.Errorf("%s: %s", o.Name, diff)
			}
		}
	}
}

// TestEventTypesAreDescribed: the list of events is what the description derives from Event and Message.
func TestEventTypesAreDescribed(t *testing.T) {
	if n := len(ari.EventTypes()); n != 46 || !slices.IsSorted(ari.EventTypes()) {
		t.Errorf("%d events", n)
	}
	for _, name := range ari.EventTypes() {
		if described(name) == nil {
			t.Errorf("%s is not described", name)
		}
	}
}

// TestTablesAreTheCallersOwn: changing what a table function returned changes nothing for others.
func TestTablesAreTheCallersOwn(t *testing.T) {
	ari.Operations()[0].Name, ari.Models()[0].Name, ari.EventTypes()[0] = "", "", ""
	if ari.Operations()[0].Name == "" || ari.Models()[0].Name == "" || ari.EventTypes()[0] == "" {
		t.Error("a table has changed")
	}
}
