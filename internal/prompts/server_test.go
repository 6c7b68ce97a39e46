package prompts

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ariapp/ariapp/flows/source"
)

// ask asks a server for an address.
func ask(s *Server, method, uri string, header ...string) *http.Response {
	request := httptest.NewRequest(method, uri, nil)
	for i := 0; i+1 < len(header); i += 2 {
		request.Header.Set(header[i], header[i+1])
	}
	recorder := httptest.NewRecorder()
	s.Handler().ServeHTTP(recorder, request)
	return recorder.Result()
}

// Law: an address of the catalogue gives a sound that Asterisk plays and may keep; nothing else is given.
func TestServer(t *testing.T) {
	catalogue := load(t, newOptions(t, map[string][]byte{"en/menu/main.wav": beep(1).WAV()}), nil)
	var server Server
	uri, _ := catalogue.Own("en", "menu/main")
	if server.Current() != nil || ask(&server, "GET", uri).StatusCode != http.StatusNotFound {
		t.Error("an empty server gives something")
	}
	server.Publish(catalogue)
	answer := ask(&server, "GET", uri)
	if answer.StatusCode != http.StatusOK || answer.ContentLength != int64(len(beep(1).WAV())) ||
		answer.Header.Get("Content-Type") != "audio/wav" ||
		answer.Header.Get("Cache-Control") != "max-age=31536000, immutable" || server.Current() != catalogue {
		t.Errorf("%v", answer)
	}
	tag := answer.Header.Get("ETag")
	for _, c := range []struct {
		method, uri string
		header      []string
		want        int
	}{
		{"HEAD", uri, nil, http.StatusOK},
		{"GET", uri, []string{"If-None-Match", tag}, http.StatusNotModified},
		{"GET", uri, []string{"Range", "bytes=0-43"}, http.StatusPartialContent},
		{"POST", uri, nil, http.StatusMethodNotAllowed},
		{"GET", strings.Replace(uri, "main-", "other-", 1), nil, http.StatusNotFound},
		{"GET", "http://x/prompts/", nil, http.StatusNotFound},
		{"GET", "http://x/prompts/en/menu/../menu/main.wav", nil, http.StatusNotFound},
	} {
		if got := ask(&server, c.method, c.uri, c.header...); got.StatusCode != c.want {
			t.Errorf("%s %s %v: %v", c.method, c.uri, c.header, got.Status)
		}
	}
}

// Law: a sound that is served is in use, so that no sweep takes it; one that is
// lost is a fault of the daemon's, not an address that never was, and is told.
func TestASoundIsInUseOrLost(t *testing.T) {
	catalogue := load(t, newOptions(t, map[string][]byte{"en/menu/main.wav": beep(1).WAV()}), nil)
	var log strings.Builder
	server := Server{Logger: slog.New(slog.NewTextHandler(&log, nil))}
	server.Publish(catalogue)
	uri, _ := catalogue.Own("en", "menu/main")
	path := catalogue.cache.Path(catalogue.List()[0].key)
	age(t, path, 1000*time.Hour)
	if got := ask(&server, "GET", uri); got.StatusCode != http.StatusOK {
		t.Fatal(got.Status)
	}
	if n, err := catalogue.Sweep(time.Now().Add(-time.Hour)); n != 0 || err != nil || log.Len() > 0 {
		t.Errorf("%d sounds were swept, %v, and logged was %q", n, err, &log)
	}
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	for _, one := range []*Server{&server, {}} { // one without a logger too
		one.Publish(catalogue)
		if got := ask(one, "GET", uri); got.StatusCode != http.StatusInternalServerError {
			t.Errorf("a lost sound: %v", got.Status)
		}
	}
	if said := log.String(); strings.Count(said, "level=ERROR") != 1 || !strings.Contains(said, "/prompts/en/menu/main-") {
		t.Errorf("logged was %q", said)
	}
}

// Law: an address of a replaced catalogue is served for a day, one that both have for ever.
func TestOldAddressesAreServedForAWhile(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		options := newOptions(t, map[string][]byte{"a.wav": beep(1).WAV(), "b.wav": beep(1).WAV()})
		first := load(t, options, nil)
		write(t, options.Folder, map[string][]byte{"a.wav": beep(2).WAV()})
		age(t, filepath.Join(options.Folder, "a.wav"), time.Minute)
		second := load(t, options, first)
		oldA, _ := first.Own("en", "a")
		newA, _ := second.Own("en", "a")
		b, _ := second.Own("en", "b")
		var server Server
		server.Publish(first)
		server.Publish(second)
		status := func(want ...int) {
			t.Helper()
			for i, uri := range []string{oldA, newA, b} {
				if got := ask(&server, "GET", uri).StatusCode; got != want[i] {
					t.Errorf("%s: %d, want %d", uri, got, want[i])
				}
			}
		}
		status(200, 200, 200)
		time.Sleep(KeepOld - time.Second)
		server.Publish(second) // a reload does not make old ones last longer
		status(200, 200, 200)
		time.Sleep(time.Second)
		status(404, 200, 200)
		server.Publish(first)
		status(200, 200, 200)
		if time.Sleep(KeepOld); len(server.served) != 3 {
			t.Errorf("%d addresses", len(server.served))
		}
		if server.Publish(first); len(server.served) != 2 {
			t.Errorf("%d addresses are kept", len(server.served))
		}
	})
}

// engine speaks by a beep, but for what it refuses.
type engine struct{}

func (engine) Engine() string { return "test" }

func (engine) Render(_ context.Context, voice, language, text string) ([]byte, string, error) {
	if strings.HasPrefix(text, "refuse") {
		return nil, "", errors.New("no voice " + voice + " for " + language)
	}
	return beep(1).WAV(), ".wav", nil
}

// Law: without an engine each text is a finding where it stands.
func TestTextsNeedAnEngine(t *testing.T) {
	options := newOptions(t, nil)
	options.Lines = []Line{{source.Pos{File: "ivr.yaml", Line: 9, Column: 7}, "", "hello"}}
	load(t, options, nil, "ivr.yaml:9:7: a text is to be spoken, but no speech engine is set [prompt-text]")
}

// Law: a text is served like a prompt, with the same order of languages; one that cannot be spoken is a finding.
func TestTextsAreServed(t *testing.T) {
	options := newOptions(t, nil)
	at := func(line int) source.Pos { return source.Pos{File: "ivr.yaml", Line: line, Column: 7} }
	options.Lines = []Line{{at(1), "", "hello"}, {at(2), "pt_br", "olá"}, {at(3), "de", "refuse this"}, {at(4), "de", "hello"}}
	options.Engine, options.Voices = engine{}, map[string]string{"DE": "anna"}
	catalogue := load(t, options, nil, `ivr.yaml:3:7: "refuse this" cannot be spoken in "de": no voice anna for de [prompt-text]`)
	var server Server
	server.Publish(catalogue)
	addresses := map[string]bool{}
	for _, c := range []struct {
		language, text string
		want           bool
	}{
		{"en", "hello", true}, {"fr", "hello", true}, {"de", "hello", true}, {"pt-BR", "olá", true},
		{"pt", "olá", true}, {"fr", "olá", true}, // in no language of theirs: better than silence
		{"de", "refuse this", false},
	} {
		uri, ok := catalogue.Text(c.language, c.text)
		if ok != c.want || ok && ask(&server, "GET", uri).StatusCode != http.StatusOK ||
			ok && !strings.HasPrefix(uri, "http://house.example:8089/prompts/text/") {
			t.Errorf("%q in %s: %q, %v", c.text, c.language, uri, ok)
		}
		addresses[uri] = true
	}
	if len(addresses) != 4 { // en and fr are the same, and "" stands for nothing
		t.Errorf("the addresses are %v", addresses)
	}
}
