package app

import (
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Law: the sound of a message is there for who has its address, and for nobody else, whatever they write; without an address of our own it has none.
func TestSoundsOfMessages(t *testing.T) {
	folder, base := t.TempDir(), "http://127.0.0.1:8080"
	for name, content := range map[string]string{"sounds/100/a.wav": "RIFFa", "sounds/200/b.wav": "RIFFb", "voicemail.db": "secret", "c.wav": "secret"} {
		path := filepath.Join(folder, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	m := newMessageSounds(filepath.Join(folder, "sounds"), func() string { return base })
	get := func(method, address string) (int, string) {
		w := httptest.NewRecorder()
		m.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), method, address, nil))
		return w.Code, w.Body.String()
	}
	address := m.address("100/a.wav")
	if status, body := get("GET", address); status != 200 || body != "RIFFa" || !strings.HasPrefix(address, base+soundRoute) {
		t.Errorf("%s is %d %q", address, status, body)
	}
	other := newMessageSounds(m.folder, m.base)
	for name, wrong := range map[string]string{
		"another one's":    strings.Replace(address, "100/a.wav", "200/b.wav", 1),
		"without a seal":   base + soundRoute + "/100/a.wav",
		"of another start": other.address("100/a.wav"),
		"one that is gone": m.address("100/gone.wav"),
		"outside":          base + soundRoute + m.seal("../c.wav") + "/../c.wav",
		"nothing":          base + soundRoute,
		"a folder":         base + soundRoute + m.seal("100") + "/100",
	} {
		if status, body := get("GET", wrong); status != 404 || strings.Contains(body, "RIFF") {
			t.Errorf("%s: %d %q", name, status, body)
		}
	}
	if status, _ := get("POST", address); status != 405 {
		t.Errorf("writing is answered with %d", status)
	}
	if got := m.address("100/a.gsm"); got != "" {
		t.Errorf("a sound of another format is at %s", got)
	}
	if base = ""; m.address("100/a.wav") != "" {
		t.Error("without an address of our own there is one")
	}
}
