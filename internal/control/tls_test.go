package control

import (
	"encoding/pem"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// Law: over HTTPS the client speaks with the daemon whose certificate the file names, and with nobody else.
func TestSecure(t *testing.T) {
	server := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = w.Write([]byte(`{"calls": 1}`))
	}))
	defer server.Close()
	certificate := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw})
	client, err := New(strings.TrimPrefix(server.URL, "https://"), "")
	if err != nil {
		t.Fatal(err)
	}
	if err := client.Secure(certificate); err != nil {
		t.Fatal(err)
	}
	if status, err := client.Status(t.Context()); err != nil || string(status) != `{"calls": 1}` {
		t.Errorf("%s, %v", status, err)
	}
	other := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: []byte("another")})
	if err := client.Secure(other); err != nil {
		t.Fatal(err)
	}
	if _, err := client.Status(t.Context()); !errors.Is(err, ErrForeign) {
		t.Errorf("with another certificate: %v", err)
	}
	if err := client.Secure([]byte("no PEM")); err == nil {
		t.Error("no certificate is one")
	}
}
