package ari_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"github.com/ariapp/ariapp/ari"
)

// TestSecretsPrintAsStars: no verb, writer or logger shows a password, alone, in options or in a client.
func TestSecretsPrintAsStars(t *testing.T) {
	const password = "hunter2"
	options := ari.Options{URL: "http://asterisk/ari", Username: "u", Password: password}
	c, err := ari.New(options)
	if err != nil {
		t.Fatal(err)
	}
	transport, err := ari.NewHTTPTransport(options)
	if err != nil {
		t.Fatal(err)
	}
	socket, err := ari.NewWebSocketTransport(options)
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	values := []any{
		options.Password, options, &options, []ari.Secret{password}, map[ari.Secret]int{password: 1},
		c, transport, socket,
	}
	for _, value := range values {
		for _, verb := range "vsqxXdTtbcoOUeEfFgG" { // %p, which vet refuses, never asks the type
			for _, flag := range []string{"", "+", "#", " ", "20", "-20.1"} {
				fmt.Fprintf(&out, "%"+flag+string(verb)+"\n", value)
			}
		}
	}
	if err := json.NewEncoder(&out).Encode(struct{ P ari.Secret }{password}); err != nil {
		t.Fatal(err)
	}
	slog.New(slog.NewTextHandler(&out, nil)).Info("x", "p", options.Password, "o", options.Password.LogValue())
	slog.New(slog.NewJSONHandler(&out, nil)).Info("x", "p", options.Password)
	for _, form := range []string{password, "hunter", fmt.Sprintf("%x", password), "aHVudGVy", "dTpodW50ZXIy"} {
		if strings.Contains(strings.ToLower(out.String()), strings.ToLower(form)) {
			t.Errorf("output holds %q", form)
		}
	}
	if !strings.Contains(out.String(), "*****") {
		t.Error("no stars")
	}
}
