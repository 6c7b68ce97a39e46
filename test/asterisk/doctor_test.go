//go:build linux && asterisk

package asterisk

import (
	"context"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ariapp/ariapp/ari"
	"github.com/ariapp/ariapp/internal/doctor"
	"github.com/ariapp/ariapp/test/asterisk/rig"
)

// verdict is what `ariapp doctor --format json` says of one check.
type verdict struct{ Check, Result, Seen string }

const doctorTimeout = time.Minute

// rigEtc is the folder of the files that the lab's Asterisk has read.
func rigEtc(t *testing.T) string {
	t.Helper()
	dir, err := rig.DefaultDir()
	if err != nil {
		t.Fatal(err)
	}
	return filepath.Join(dir, "root", "etc", "asterisk")
}

// copyEtc copies the folder, with the times of its files. The copies may be
// spoiled: Asterisk itself, which other tests use, never is.
func copyEtc(t *testing.T) string {
	t.Helper()
	from, to := rigEtc(t), t.TempDir()
	if err := os.CopyFS(to, os.DirFS(from)); err != nil {
		t.Fatal(err)
	}
	keepTimes(t, from, to)
	return to
}

// keepTimes gives the copies the times of the originals.
func keepTimes(t *testing.T, from, to string) {
	t.Helper()
	err := filepath.WalkDir(to, func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		below, err := filepath.Rel(to, name)
		if err != nil {
			return err
		}
		info, err := os.Stat(filepath.Join(from, below))
		if err != nil {
			return err
		}
		return os.Chtimes(name, info.ModTime(), info.ModTime())
	})
	if err != nil {
		t.Fatal(err)
	}
}

// spoil replaces a text in a copy, which must have it, and keeps the file's time.
func spoil(t *testing.T, dir, file, old, fresh string) {
	t.Helper()
	name := filepath.Join(dir, file)
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(text), old) {
		t.Fatalf("%s has no %q", file, old)
	}
	if err := os.WriteFile(name, []byte(strings.ReplaceAll(string(text), old, fresh)), 0o600); err != nil {
		t.Fatal(err)
	}
	keepTimes(t, rigEtc(t), dir)
}

// consult runs `ariapp doctor` on the lab and returns its exit code and its verdicts.
func consult(t *testing.T, password, url, dir string) (int, []verdict) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), doctorTimeout)
	defer cancel()
	command := exec.CommandContext(ctx, binary, "doctor", "-c", "testdata/ivr.yaml", "--config-dir", dir, "--format", "json")
	command.Env = append(os.Environ(), "RIG_URL="+url, "RIG_USER="+lab.User, "RIG_PASSWORD="+password, "RIG_APP="+lab.App)
	output, err := command.Output()
	if command.ProcessState == nil {
		t.Fatal(err)
	}
	for _, secret := range []string{lab.Password.Plain(), password} {
		if strings.Contains(string(output), secret) {
			t.Error("the password is said")
		}
	}
	var verdicts []verdict
	if err := json.Unmarshal(output, &verdicts); err != nil {
		t.Fatalf("the doctor says no JSON: %v\n%s", err, output)
	}
	return command.ProcessState.ExitCode(), verdicts
}

// complaints are the verdicts that are not ok.
func complaints(verdicts []verdict) []string {
	list := []string{}
	for _, v := range verdicts {
		if v.Result != "ok" {
			list = append(list, v.Check+" "+v.Result)
		}
	}
	return list
}

// Law: the rig as it is, on the files that ariapp prints, is healthy; and of
// each setting that is spoiled the doctor says exactly that one.
func TestDoctor(t *testing.T) {
	unasked := []string{"version unknown", "modules unknown", "own-prompts unknown", "sounds unknown", "reloaded unknown"}
	right := lab.Password.Plain()
	for _, c := range []struct {
		name, file, old, fresh string
		password, url          string
		exit                   int
		want                   []string
		says                   string
	}{
		{name: "nothing", password: right, want: []string{}},
		{name: "wrong password", password: "not-this-one", exit: 20, want: append([]string{"user fail"}, unasked...), says: "has another password at"},
		{name: "no ARI there", password: right, url: strings.TrimSuffix(lab.ARIURL, "/ari") + "/elsewhere/ari", exit: 20, want: append([]string{"reachable fail", "user unknown"}, unasked...), says: "there is no ARI"},
		{name: "no sessionlimit", file: "http.conf", old: "sessionlimit = 1000", password: right, want: []string{"session-limit warn"}, says: "has no sessionlimit, so it is 100"},
		{name: "misspelt sessionlimit", file: "http.conf", old: "sessionlimit", fresh: "session_limit", password: right, want: []string{"session-limit warn"}, says: "has session_limit, which Asterisk does not know"},
		{name: "no write timeout", file: "ari.conf", old: "websocket_write_timeout = 1000", password: right, want: []string{"write-timeout warn"}, says: "has no websocket_write_timeout"},
		{name: "no Stasis", file: "extensions.conf", old: "Stasis(", fresh: "NoOp(", password: right, exit: 20, want: []string{"stasis fail"}, says: "hands calls to Stasis(" + lab.App + ")"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			dir := rigEtc(t)
			if c.file != "" {
				dir = copyEtc(t)
				spoil(t, dir, c.file, c.old, c.fresh)
			}
			url := lab.ARIURL
			if c.url != "" {
				url = c.url
			}
			exit, verdicts := consult(t, c.password, url, dir)
			if diff := cmp.Diff(c.want, complaints(verdicts)); diff != "" || exit != c.exit {
				t.Errorf("exit code %d, want %d; -want +got:\n%s\n%+v", exit, c.exit, diff, verdicts)
			}
			if !strings.Contains(fmt.Sprintf("%+v", verdicts), c.says) {
				t.Errorf("%q is not said: %+v", c.says, verdicts)
			}
		})
	}
}

// withoutModule carries requests to the real Asterisk, and leaves one module
// out of its list: to unload it would spoil the calls of other tests.
type withoutModule struct {
	ari.Transport
	name string
}

func (w withoutModule) RoundTrip(ctx context.Context, request *ari.Request) (*ari.Response, error) {
	response, err := w.Transport.RoundTrip(ctx, request)
	if err != nil || !strings.HasSuffix(request.Path, "asterisk/modules") {
		return response, err
	}
	var modules, left []map[string]any
	if err := json.Unmarshal(response.Body, &modules); err != nil {
		return nil, err
	}
	for _, module := range modules {
		if module["name"] != w.name {
			left = append(left, module)
		}
	}
	response.Body, err = json.Marshal(left)
	return response, err
}

// Law: a module that the real Asterisk does not list, and a language of which
// it has no sound, are said, and nothing else is.
func TestDoctorOnModulesAndSounds(t *testing.T) {
	for _, c := range []struct {
		name, module string
		languages    []string
		want, says   string
	}{
		{"no playback", "res_stasis_playback.so", []string{"en"}, "modules fail", "load = res_stasis_playback.so"},
		{"no prompts over HTTP", "res_http_media_cache.so", []string{"en"}, "own-prompts warn", "load = res_http_media_cache.so"},
		{"a language without a pack", "", []string{"en", "de"}, "sounds fail", "no sounds for de; Asterisk has en, "},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			options := ari.Options{URL: lab.ARIURL, Username: lab.User, Password: ari.Secret(lab.Password.Plain())}
			carrier, err := ari.NewHTTPTransport(options)
			if err != nil {
				t.Fatal(err)
			}
			options.Transport = withoutModule{carrier, c.module}
			client, err := ari.New(options)
			if err != nil {
				t.Fatal(err)
			}
			defer client.Close()
			dir := rigEtc(t)
			verdicts := doctor.Examine(t.Context(), doctor.Target{Name: "lab", URL: lab.ARIURL, Client: client,
				Username: lab.User, Password: options.Password, App: lab.App, Transport: "http", Conf: os.DirFS(dir), ConfDir: dir,
				Languages: c.languages, Sounds: func(string) []string { return []string{"digits/1", "digits/2"} }})
			var got []string
			for _, v := range verdicts {
				if v.Result != doctor.OK {
					got = append(got, v.Check+" "+string(v.Result))
				}
			}
			var text strings.Builder
			if err := doctor.Write(&text, verdicts); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff([]string{c.want}, got); diff != "" || !strings.Contains(text.String(), c.says) {
				t.Errorf("%q is to be said; -want +got:\n%s\n%s", c.says, diff, text.String())
			}
		})
	}
}
