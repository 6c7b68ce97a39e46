package config

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ariapp/ariapp/flows/source"
)

// Law: without a word there is Asterisk's own range of slots; with one there are those of the file and no others.
func TestRooms(t *testing.T) {
	for text, want := range map[string]Config{
		"vars: {}":                            {Conferences: Conferences{1000, 100}, Parking: map[string]Lot{"default": {701, 720}}},
		"conferences:\nparking:":              {Conferences: Conferences{1000, 100}, Parking: map[string]Lot{"default": {701, 720}}},
		"conferences: {rooms: 3}":             {Conferences: Conferences{3, 100}, Parking: map[string]Lot{"default": {701, 720}}},
		"parking: {vip: 801, x: 1-9999}":      {Conferences: Conferences{1000, 100}, Parking: map[string]Lot{"vip": {801, 801}, "x": {1, 9999}}},
		"parking: {default: '${env.N:-5}'}":   {Conferences: Conferences{1000, 100}, Parking: map[string]Lot{"default": {5, 5}}},
		"conferences: {members: 2, rooms: 1}": {Conferences: Conferences{1, 2}, Parking: map[string]Lot{"default": {701, 720}}},
	} {
		doc, findings := source.Parse("f", "asterisk: {password: x}\n"+text)
		c, more := Read(doc, func(string) (string, bool) { return "", false })
		if len(findings)+len(more) > 0 {
			t.Errorf("%s: %v %v", text, findings, more)
		}
		if diff := cmp.Diff(want.Conferences, c.Conferences) + cmp.Diff(want.Parking, c.Parking); diff != "" {
			t.Errorf("%s: %s", text, diff)
		}
	}
}

// Law: what is no range of slots, or too many, is one finding at its place.
func TestWrongRooms(t *testing.T) {
	for text, want := range map[string]string{
		"parking: 701-720":             "f:2:10: parking must be a mapping of names to slots, found \"701-720\" [wrong-type]",
		"parking: {a: 720-701}":        "f:2:14: the parking a must be slots such as 701-720, at most 10000 of them, found \"720-701\" [wrong-type]",
		"parking: {a: 1-10001}":        "f:2:14: the parking a must be slots such as 701-720, at most 10000 of them, found \"1-10001\" [wrong-type]",
		"parking: {a: 007}":            "f:2:14: the parking a must be slots such as 701-720, at most 10000 of them, found \"007\" [wrong-type]",
		"parking: {a: [1]}":            "f:2:14: the value must be slots such as 701-720, found a list [wrong-type]",
		"parking: {'1': 7}":            "f:2:11: a parking's name must be letters, digits, _ and -, beginning with a letter, found \"1\" [wrong-type]",
		"conferences: {rooms: 0}":      "f:2:22: the value must be a whole number from 1 to 100000, found \"0\" [wrong-type]",
		"conferences: {members: many}": "f:2:24: the value must be a whole number from 1 to 1000, found \"many\" [wrong-type]",
		"conferences: {limit: 5}":      "f:2:15: unknown key of conferences \"limit\"; accepted: members, rooms [unknown-key]",
	} {
		doc, _ := source.Parse("f", "asterisk: {password: x}\n"+text)
		_, findings := Read(doc, func(string) (string, bool) { return "", false })
		if len(findings) != 1 || findings[0].String() != want {
			t.Errorf("%s: %v\nwant %s", text, findings, want)
		}
	}
}

func FuzzParseLot(f *testing.F) {
	for _, text := range []string{"701-720", "5", "", "0-1", "9-8", "1-100000", "1-2-3"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if lot, ok := parseLot(text); ok && (lot.First < 1 || lot.Last < lot.First || lot.Last-lot.First >= slotsMost) {
			t.Errorf("%q was read as %v", text, lot)
		}
	})
}
