package main

import (
	"context"
	"flag"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// update rewrites the golden files: go test ./ari/internal/gen -update
var update = flag.Bool("update", false, "rewrite testdata/golden")

func generated(t *testing.T, from, user, password string) map[string][]byte {
	t.Helper()
	description, err := read(context.Background(), from, user, password)
	if err != nil {
		t.Fatal(err)
	}
	files, err := generate(description)
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// TestGolden: the small description gives exactly the golden files.
func TestGolden(t *testing.T) {
	files := generated(t, "testdata/api", "", "")
	if *update {
		if err := os.RemoveAll("testdata/golden"); err != nil {
			t.Fatal(err)
		}
		if err := os.MkdirAll("testdata/golden", 0o755); err != nil {
			t.Fatal(err)
		}
		for name, content := range files {
			if err := os.WriteFile(filepath.Join("testdata/golden", name), content, 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
	golden, err := os.ReadDir("testdata/golden")
	if err != nil || len(golden) != len(files) {
		t.Fatalf("%d golden files, %d generated, %v", len(golden), len(files), err)
	}
	for name, content := range files {
		want, err := os.ReadFile(filepath.Join("testdata/golden", name))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), string(content)); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

// TestSameOutputEveryTime: maps inside do not show.
func TestSameOutputEveryTime(t *testing.T) {
	first := generated(t, "testdata/api", "", "")
	for range 20 {
		if diff := cmp.Diff(first, generated(t, "testdata/api", "", "")); diff != "" {
			t.Fatal(diff)
		}
	}
}

// TestFromServer: a running server's documents give the same as the files.
func TestFromServer(t *testing.T) {
	files := http.FileServer(http.Dir("testdata/api"))
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if user, password, _ := r.BasicAuth(); user != "u" || password != "p" {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		files.ServeHTTP(w, r)
	}))
	defer server.Close()
	fromFolder := generated(t, "testdata/api", "", "")
	if diff := cmp.Diff(fromFolder, generated(t, server.URL+"/", "u", "p")); diff != "" {
		t.Error(diff)
	}
	_, err := read(context.Background(), server.URL, "u", "wrong")
	if err == nil || !strings.Contains(err.Error(), "401") {
		t.Errorf("wrong password: %v", err)
	}
}

// TestNotUnderstoodIsAnError: what the generator does not know is never left out in silence.
func TestNotUnderstoodIsAnError(t *testing.T) {
	for name, change := range map[string][2]string{
		"a field in every event":   {`"application": {`, `"application_two": {"type": "string"}, "application": {`},
		"a type of a field":        {`"type": "Bridge", "required"`, `"type": "Bridges", "required"`},
		"a subtype":                {`"LampLit", "BridgeGone"`, `"LampLit", "BridgeWent"`},
		"a type of a value":        {`"string", "required": true, "allowMultiple"`, `"text", "allowMultiple"`},
		"a broken document":        {`"apis"`, `apis`},
		"a model in two resources": {`"BridgeGone": {"id"`, `"Channel": {"id": "Channel"}, "BridgeGone": {"id"`},
	} {
		folder := t.TempDir()
		if err := os.CopyFS(folder, os.DirFS("testdata/api")); err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(folder, "events.json")
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		changed := strings.Replace(string(text), change[0], change[1], 1)
		if changed == string(text) {
			t.Fatalf("%s: nothing was changed", name)
		}
		if name == "a type of a value" { // of an operation that becomes a method
			changed = strings.Replace(changed, `"upgrade": "websocket",`, "", 1)
		}
		if err := os.WriteFile(path, []byte(changed), 0o644); err != nil {
			t.Fatal(err)
		}
		description, err := read(context.Background(), folder, "", "")
		if err == nil {
			_, err = generate(description)
		}
		if err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

// TestOutputReplacesOldFiles: a file of a resource that is gone goes too, hand-written files stay.
func TestOutputReplacesOldFiles(t *testing.T) {
	folder := t.TempDir()
	for _, name := range []string{"gone_gen.go", "hand.go"} {
		if err := os.WriteFile(filepath.Join(folder, name), nil, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if err := run(context.Background(), []string{"-from", "testdata/api", "-out", folder}); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]bool{"gone_gen.go": false, "hand.go": true, "lamps_gen.go": true} {
		if _, err := os.Stat(filepath.Join(folder, name)); (err == nil) != want {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestNames: the description's names in Go case.
func TestNames(t *testing.T) {
	for name, want := range map[string]string{
		"playWithId": "PlayWithID", "bridge_ids": "BridgeIDs", "sendDTMF": "SendDTMF", "startMoh": "StartMOH",
		"media_uri": "MediaURI", "absorbDTMF": "AbsorbDTMF", "rtpstatistics": "RTPStatistics",
		"deviceStates": "DeviceStates", "transfer_progress": "TransferProgress", "id": "ID",
		"caller_rdnis": "CallerRDNIS", "mohClass": "MOHClass", "duration_ms": "DurationMS", "appArgs": "AppArgs",
	} {
		if got := goName(name); got != want {
			t.Errorf("%s: got %s, want %s", name, got, want)
		}
	}
	for name, want := range map[string]string{
		"channelId": "channelID", "id": "id", "type": "typeValue", "tech": "tech",
	} {
		if got := goArgument(name); got != want {
			t.Errorf("argument %s: got %s, want %s", name, got, want)
		}
	}
	for value, want := range map[string]string{
		"NOT_INUSE": "NotInuse", "Dialing Offhook": "DialingOffhook", "Pre-ring": "PreRing", "#": "Hash",
		"no_answer": "NoAnswer",
	} {
		if got := goValue(value); got != want {
			t.Errorf("value %s: got %s, want %s", value, got, want)
		}
	}
}
