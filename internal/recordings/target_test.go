package recordings

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

func parsed(t testing.TB, text string) Name {
	t.Helper()
	name, err := ParseName(text)
	if err != nil {
		t.Fatal(err)
	}
	return name
}

// tree are the files below a folder, without notes.
func tree(t *testing.T, folder string) string {
	t.Helper()
	var files []string
	err := filepath.WalkDir(folder, func(path string, e os.DirEntry, err error) error {
		if err == nil && !e.IsDir() && !strings.HasSuffix(path, noteEnding) {
			data, failed := os.ReadFile(path)
			name, relative := filepath.Rel(folder, path)
			if failed != nil || relative != nil {
				t.Error(failed, relative)
			}
			files = append(files, filepath.ToSlash(name)+"="+string(data))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(files)
	return strings.Join(files, " ")
}

// Law: a recording that comes twice is there once; another one that wants its place, and somebody else's file, are not
// overwritten.
func TestFolder(t *testing.T) {
	f := Folder{Path: t.TempDir(), Name: parsed(t, "{yyyy}/{call}-{leg}")}
	at := time.Date(2026, 3, 2, 12, 0, 0, 0, time.Local)
	one := request{Asterisk: "pbx", Name: "a", Format: "wav", Call: "c/1", Leg: "call", Began: at}
	other := one
	other.Name = "a-2"
	for _, put := range []struct {
		r    request
		text string
	}{{one, "x"}, {one, "x"}, {other, "y"}, {one, "longer"}, {other, "y"}} {
		if err := f.put(t.Context(), put.r, []byte(put.text)); err != nil {
			t.Fatal(err)
		}
	}
	foreign := filepath.Join(f.Path, "2026", "c2-call.wav")
	if err := os.WriteFile(foreign, []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	third := one
	third.Call = "c2"
	if err := f.put(t.Context(), third, []byte("z")); err != nil {
		t.Fatal(err)
	}
	const want = "2026/c2-call-2.wav=z 2026/c2-call.wav=mine 2026/c_1-call-2.wav=y 2026/c_1-call.wav=longer"
	if got := tree(t, f.Path); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	n, err := readNote(filepath.Join(f.Path, "2026", "c_1-call.wav"+noteEnding))
	if sum := sha256.Sum256([]byte("longer")); err != nil || n.SHA256 != hex.EncodeToString(sum[:]) || n.Bytes != 6 || n.Call != "c/1" {
		t.Errorf("the note is %+v, %v", n, err)
	}
}

// Law: what is too old is deleted, with its note and the folders that are empty then, and nothing else.
func TestSweep(t *testing.T) {
	f := Folder{Path: t.TempDir(), Name: parsed(t, "{call}/{name}"), Keep: 24 * time.Hour}
	r := request{Asterisk: "pbx", Name: "a", Format: "wav", Call: "c1", Leg: "call", Began: time.Now().Add(-48 * time.Hour)}
	for _, call := range []string{"c1", "c2"} {
		r.Call = call
		if err := f.put(t.Context(), r, []byte("x")); err != nil {
			t.Fatal(err)
		}
	}
	for name, text := range map[string]string{"c2/mine.wav": "x", "c2/mine.wav.json": "{}", "c2/other.json": `{"name":"x"}`} {
		if err := os.WriteFile(filepath.Join(f.Path, filepath.FromSlash(name)), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if n, err := f.sweep(t.Context(), time.Now().Add(23*time.Hour)); n != 0 || err != nil {
		t.Errorf("%d were swept too early, %v", n, err)
	}
	if n, err := (Folder{Path: f.Path}).sweep(t.Context(), time.Now().Add(999*time.Hour)); n != 0 || err != nil {
		t.Errorf("%d were swept that stay for ever, %v", n, err)
	}
	n, err := f.sweep(t.Context(), time.Now().Add(25*time.Hour))
	if got := tree(t, f.Path); n != 2 || err != nil || got != "c2/mine.wav=x" {
		t.Errorf("%d were swept, %v; there is %q", n, err, got)
	}
	if _, err := os.Stat(filepath.Join(f.Path, "c1")); err == nil {
		t.Error("an empty folder stays")
	}
}

// Law: a web server gets the whole recording with its checksum; whatever else it says but 2xx is a refusal, and
// neither a redirection is followed nor a secret told.
func TestUpload(t *testing.T) {
	var seen *http.Request
	var body string
	status := http.StatusCreated
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		data, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		seen, body = r, string(data)
		w.Header().Set("Location", "/elsewhere")
		w.WriteHeader(status)
		_, _ = io.WriteString(w, "because")
	}))
	defer server.Close()
	client := server.Client()
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	u := Upload{URL: server.URL + "/calls/", Name: parsed(t, "{yyyy}/{name}"), Method: http.MethodPut, Client: client,
		Header: map[string]string{"Authorization": "Bearer s3cret"}}
	r := request{Asterisk: "pbx", Name: "a/b+c", Format: "wav", Call: "c\n1", Leg: "call", Began: time.Date(2026, 3, 2, 12, 0, 0, 0, time.Local)}
	if err := u.put(t.Context(), r, []byte("sound")); err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256([]byte("sound"))
	for name, want := range map[string]string{"Authorization": "Bearer s3cret", "Content-Type": "audio/wav",
		"X-Content-Sha256": hex.EncodeToString(sum[:]), "X-Recording-Call": "c_1",
		"Content-Digest": "sha-256=:" + base64.StdEncoding.EncodeToString(sum[:]) + ":"} {
		if got := seen.Header.Get(name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	if seen.Method != http.MethodPut || seen.URL.Path != "/calls/2026/a/b+c.wav" || body != "sound" || seen.ContentLength != 5 {
		t.Errorf("%s %s %q of %d", seen.Method, seen.URL, body, seen.ContentLength)
	}
	for _, status = range []int{302, 308, 400, 409, 500, 503} {
		if err := u.put(t.Context(), r, []byte("sound")); err == nil || !strings.Contains(err.Error(), "because") || seen.URL.Path == "/elsewhere" {
			t.Errorf("%d: %v, at %s", status, err, seen.URL)
		}
	}
	server.Close()
	u.URL = strings.Replace(server.URL, "http://", "http://user:s3cret@", 1)
	if err := u.put(t.Context(), r, nil); err == nil || strings.Contains(err.Error(), "s3cret") {
		t.Errorf("got %v", err)
	}
}
