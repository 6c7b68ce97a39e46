package world

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ariapp/ariapp/flows"
)

const least = "numbers: {_.: main}\nflows: {main: [hangup]}\nasterisk: {password: x}\n"

// Law: what is wrong with what the file names is a finding at the place that
// names it, all of it at once, whether requests are made or not; then there is no world.
func TestFindings(t *testing.T) {
	cases := []struct {
		law, yaml string
		want      []string
	}{
		{"no such table file", "tables:\n  people: {file: nosuch.csv}\n", []string{
			"ivr.yaml:5:18: table people: nosuch.csv: "}},
		{"a table by its path alone", "tables:\n  people: nosuch.csv\n", []string{"ivr.yaml:5:11: table people: "}},
		{"a broken table file", "tables:\n  people: {file: broken.csv, key: name}\n", []string{
			"ivr.yaml:5:18: table people: broken.csv:3: "}},
		{"a column that is not there", "tables:\n  people: {file: people.csv, key: nmae}\n", []string{"ivr.yaml:5:", "nmae"}},
		{"no such driver", "tables:\n  people: {dsn: 'oracle://x:sesame@y', query: q}\n", []string{"ivr.yaml:5:17: table people: dsn: "}},
		{"hosts", "http:\n  allow:\n    - crm.example.com\n    - 'http://crm'\n    - 10.0.0.0/33\n", []string{
			`ivr.yaml:7:7: "http://crm" allows nothing: a host is written without http`, `ivr.yaml:8:7: "10.0.0.0/33" allows nothing`}},
		{"one host", "http: {allow: 'a b'}\n", []string{`ivr.yaml:4:15: "a b" allows nothing: `}},
		{"too many hosts", "http: {allow: [" + strings.Repeat("a.example, ", 257) + "]}\n", []string{
			"ivr.yaml:4:15: 257 hosts are allowed, at most 256 are possible"}},
		{"no authorities", "http: {ca_file: nosuch.pem}\n", []string{"ivr.yaml:4:17: the authorities cannot be read: "}},
		{"authorities that are no file", "http: {ca_file: /dev/zero}\n", []string{
			"ivr.yaml:4:17: the authorities cannot be read: it is no file"}},
		{"no authorities for an asterisk", "app: {}\n", []string{
			"ivr.yaml:3:35: the authorities cannot be read: stat nosuch.pem: ", "ivr.yaml:3:71: people.csv holds no certificate"}},
		{"no folder of prompts", "prompts: {folder: nosuch}\n", []string{
			"ivr.yaml:4:19: the folder of prompts cannot be read: "}},
		{"a file as folder of prompts", "prompts: {folder: people.csv}\n", []string{"ivr.yaml:4:19: people.csv is no folder"}},
		{"a folder of prompts that leads to itself", "prompts: {folder: ring}\n", []string{
			"ivr.yaml:4:19: the folder of prompts cannot be read: "}},
		{"no certificate", "http: {ca_file: people.csv}\n", []string{"ivr.yaml:4:17: people.csv holds no certificate; accepted: "}},
		{"a template of speech", "prompts: {speech: {program: [speak, '{txet}']}}\n", []string{"ivr.yaml:4:19: ", "txet"}},
		{"a body that is no JSON", "prompts: {speech: {url: 'http://tts.example', body: '{\"input\": {text}}'}}\n", []string{"ivr.yaml:4:19: "}},
		{"all at once", "http: {allow: ['a b'], ca_file: nosuch.pem}\ntables: {a: nosuch.csv, b: nosuch.yaml}\n", []string{
			"ivr.yaml:4:16", "ivr.yaml:4:33", "ivr.yaml:5:13", "ivr.yaml:5:28"}},
	}
	for _, c := range cases {
		t.Run(c.law, func(t *testing.T) {
			begin := least
			if strings.HasSuffix(c.law, "for an asterisk") {
				begin = strings.Replace(least, "{password: x}",
					"[{password: x, ca_file: nosuch.pem}, {password: x, ca_file: people.csv}]", 1)
			}
			s := newSite(t, map[string]string{"ivr.yaml": begin + c.yaml, "people.csv": "name,phone\nAnn,1\n",
				"broken.csv": "name,phone\nAnn,1\nBob\n"})
			if err := os.Symlink("ring", filepath.Join(s.folder, "ring")); err != nil {
				t.Fatal(err)
			}
			for _, offline := range []bool{false, true} {
				w, findings, err := s.open(offline)
				if w != nil || err != nil || !findings.HasErrors() {
					t.Fatalf("%v, %v, %v", w, findings, err)
				}
				said := s.short(findings)
				for _, want := range c.want {
					if !strings.Contains(said, want) {
						t.Errorf("not said: %s\n%s", want, said)
					}
				}
				if strings.Contains(said, "sesame") {
					t.Errorf("a password is shown: %s", said)
				}
			}
		})
	}
}

// Law: a program that speaks and is not installed is a warning at its name: it may be so elsewhere.
func TestASpeakerThatIsNotInstalled(t *testing.T) {
	s := newSite(t, map[string]string{"ivr.yaml": least + "prompts: {speech: {program: [nosuch-speaker, '{text}']}}\n"})
	w, findings, err := s.open(true)
	if err != nil || w == nil || s.short(findings) != `ivr.yaml:4:30: warning: "nosuch-speaker" is not installed here [speech]` {
		t.Fatal(w, findings, err)
	}
	if err := w.Close(); err != nil {
		t.Error(err)
	}
}

// Law: an empty file has a world in which nothing is there but the web; offline not even that.
func TestAnEmptyWorld(t *testing.T) {
	s := newSite(t, map[string]string{"ivr.yaml": least})
	w := s.opened()
	if w.HTTP == nil || w.Tables != nil || w.Store != nil || w.Schedules == nil || len(w.Hours.Names()) != 0 {
		t.Errorf("%+v", w.World)
	}
	off, findings, err := s.open(true)
	if err != nil || len(findings) > 0 || off.HTTP != nil {
		t.Fatal(off, findings, err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	off.Run(ctx)
	for range 2 {
		if err := errors.Join(off.Close(), w.Close()); err != nil {
			t.Error(err)
		}
	}
}

// Law: the client goes where http.allow says, nowhere else, and each attempt is told.
func TestTheWebIsTheFilesOwn(t *testing.T) {
	service := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = fmt.Fprint(w, "hello") }))
	defer service.Close()
	for allow, fine := range map[string]bool{"[127.0.0.1/32]": true, "[crm.example.com]": false, "'*'": false} {
		s := newSite(t, map[string]string{"ivr.yaml": least + "http: {allow: " + allow + "}\n"})
		var told []string
		w, findings, err := Open(s.doc, Options{Config: s.config, Folder: s.folder,
			Observe: func(_, outcome string, _ time.Duration) { told = append(told, outcome) }})
		if err != nil || len(findings) > 0 {
			t.Fatal(findings, err)
		}
		response, err := w.HTTP.Fetch(t.Context(), flows.Request{Method: "GET", URL: service.URL})
		if (err == nil) != fine || fine && (response.Status != 200 || told[0] != "2xx") || !fine && told[0] != "refused" {
			t.Errorf("%s: %+v, %v, told %v", allow, response, err, told)
		}
		if err := w.Close(); err != nil {
			t.Error(err)
		}
	}
}

// Law: while the world runs a table that is replaced is read anew, and the last
// good one stays; Run ends with its context.
func TestTablesAreKeptUpToDate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSite(t, map[string]string{"ivr.yaml": least + "tables: {people: people.csv}\n", "people.csv": "name,phone\nAnn,1\n"})
		w, findings, err := s.open(false)
		if err != nil || len(findings) > 0 {
			t.Fatal(findings, err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		var running sync.WaitGroup
		running.Go(func() { w.Run(ctx) })
		phone := func(want any) {
			t.Helper()
			time.Sleep(10 * time.Second)
			row, _, err := w.Tables.Lookup(ctx, "people", "Ann")
			if err != nil || row["phone"] != want {
				t.Errorf("%v, %v; want %v", row, err, want)
			}
		}
		phone("1")
		s.write("people.csv", "name,phone\nAnn,22\n")
		phone("22")
		s.write("people.csv", "name,phone\nAnn,3\nBo")
		phone("22")
		s.write("people.csv", "name,phone\nAnn,333\n")
		phone("333")
		cancel()
		running.Wait()
		if err := w.Close(); err != nil {
			t.Error(err)
		}
	})
}
