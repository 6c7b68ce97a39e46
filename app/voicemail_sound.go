package app

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"os"
	"path/filepath"
	"strings"
)

// soundRoute is where an Asterisk finds the sounds of messages that another one has recorded.
const soundRoute = "/prompts/voicemail/"

// messageSounds give the sounds of messages to Asterisks, at addresses that
// nobody can guess: they are good as long as the process lives.
type messageSounds struct {
	// folder has the sounds, key makes their addresses.
	folder string
	key    []byte
	// base is what addresses begin with, "" for an Asterisk that reaches none.
	base func() string
}

func newMessageSounds(folder string, base func() string) *messageSounds {
	key := make([]byte, sha256.Size)
	_, _ = rand.Read(key) // it never fails
	return &messageSounds{folder, key, base}
}

// address is where the sound of a file is, "" for nowhere. Of other formats than
// wav an Asterisk could not tell what they are.
func (m *messageSounds) address(file string) string {
	base := m.base()
	if base == "" || filepath.Ext(file) != soundFormat {
		return ""
	}
	return base + soundRoute + m.seal(file) + "/" + file
}

const soundFormat = ".wav"

// seal is what nobody can make who does not have the key.
func (m *messageSounds) seal(file string) string {
	mac := hmac.New(sha256.New, m.key)
	_, _ = mac.Write([]byte(file)) // it never fails
	return hex.EncodeToString(mac.Sum(nil))
}

// ServeHTTP gives a sound to whoever has its address.
func (m *messageSounds) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		http.Error(w, "only GET and HEAD", http.StatusMethodNotAllowed)
		return
	}
	seal, name, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, soundRoute), "/")
	if !hmac.Equal([]byte(seal), []byte(m.seal(name))) || !filepath.IsLocal(name) {
		http.NotFound(w, r)
		return
	}
	path := filepath.Join(m.folder, filepath.FromSlash(name))
	about, err := os.Stat(path)
	if err != nil || !about.Mode().IsRegular() {
		http.NotFound(w, r)
		return
	}
	file, err := os.Open(path)
	if err != nil {
		http.NotFound(w, r)
		return
	}
	defer func() { _ = file.Close() }()
	w.Header().Set("Content-Type", "audio/wav")
	w.Header().Set("Cache-Control", "no-store")
	http.ServeContent(w, r, "", about.ModTime(), file)
}
