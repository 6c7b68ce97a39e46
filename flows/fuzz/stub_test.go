package fuzz

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/ariapp/ariapp/flows/source"
)

// Law: a step that asks a web service is known by its method and its address, as far as the file writes them.
func TestRequestOf(t *testing.T) {
	for text, want := range map[string]string{
		"http: https://a.example.com/x":                                  "GET https://a.example.com/x",
		"http: {url: 'https://a.example.com/${call.from}?n=1'}":          "GET https://a.example.com/*",
		"http: {url: https://a.example.com/x, json: {a: 1}}":             "POST https://a.example.com/x",
		"http: {url: https://a.example.com/x, method: PUT}":              "PUT https://a.example.com/x",
		"http: {url: '${config.crm}/x', result: {n: a.b, m: items.0.c}}": "",
	} {
		doc, findings := source.Parse("ivr.yaml", text)
		if len(findings) > 0 {
			t.Fatal(findings)
		}
		got, asks := requestOf("http", doc.Root.Get("http"))
		if !asks || got.pattern != want {
			t.Errorf("%s: %q, want %q", text, got.pattern, want)
		}
	}
}

// Law: a made-up response has something at each place that the step wants, in lists and in mappings.
func TestPut(t *testing.T) {
	var root any
	for _, path := range []string{"name", "account.balance", "items.1.price", "items.0"} {
		root = put(root, strings.Split(path, "."), path)
	}
	got, err := json.Marshal(root)
	const want = `{"account":{"balance":"account.balance"},"items":["items.0",{"price":"items.1.price"}],"name":"name"}`
	if err != nil || string(got) != want {
		t.Errorf("%s, %v; want %s", got, err, want)
	}
}
