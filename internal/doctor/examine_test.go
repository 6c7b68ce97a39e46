package doctor_test

import (
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"log"
	"maps"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ariapp/ariapp/ari"
	"github.com/ariapp/ariapp/internal/asteriskconf"
	"github.com/ariapp/ariapp/internal/doctor"
	fakeari "github.com/ariapp/ariapp/test/fake-ari"
)

const secret = "hush-hush"

// asteriskAnswers are those of a healthy Asterisk, by method and path.
func asteriskAnswers() map[string]string {
	var modules []map[string]string
	for _, name := range []string{"res_http_websocket", "res_ari", "res_ari_model", "res_ari_applications", "res_ari_asterisk",
		"res_ari_channels", "res_ari_events", "res_ari_playbacks", "res_stasis", "res_stasis_answer", "res_stasis_playback",
		"app_stasis", "res_ari_bridges", "res_ari_recordings", "res_ari_sounds", "res_stasis_recording", "res_stasis_snoop",
		"res_musiconhold", "res_http_media_cache", "res_curl", "func_curl", "res_pjsip"} {
		modules = append(modules, map[string]string{"name": name + ".so", "status": "Running"})
	}
	list, _ := json.Marshal(modules)
	return map[string]string{
		"GET /asterisk/info": `200 {"system":{"version":"22.10.1+dfsg","entity_id":"x"},"config":{"default_language":"en"},` +
			`"status":{"startup_time":"2026-11-21T07:48:11.123+0000","last_reload_time":"2026-11-21T08:00:00.000+0000"}}`,
		"POST /asterisk/variable":   `400 {"message":"Variable name is required"}`,
		"GET /asterisk/modules":     "200 " + string(list),
		"GET /applications":         "200 []",
		"GET /channels":             "200 []",
		"GET /sounds":               `200 [{"id":"digits/1","formats":[{"language":"en","format":"gsm"}]},{"id":"welcome","formats":[{"language":"acme","format":"wav"}]}]`,
		globalObject:                `200 [{"attribute":"taskprocessor_overload_trigger","value":"pjsip_only"}]`,
		"GET /asterisk/nothing.gif": "404 {}",
	}
}

const globalObject = "GET /asterisk/config/dynamic/res_pjsip/global/global"

// asteriskFiles are the files that ariapp prints.
func asteriskFiles(t *testing.T) fstest.MapFS {
	t.Helper()
	files, options := fstest.MapFS{}, asteriskconf.DefaultOptions()
	options.Password = secret
	for _, name := range asteriskconf.Files() {
		text, err := asteriskconf.Render(name, options)
		if err != nil {
			t.Fatal(err)
		}
		files[name] = &fstest.MapFile{Data: []byte(text), ModTime: time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC)}
	}
	return files
}

// standIn answers as a table says. What is not in it is not there.
func standIn(t *testing.T, answers map[string]string) string {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		answer, known := answers[r.Method+" "+strings.TrimPrefix(r.URL.Path, "/ari")]
		if !known {
			answer = `404 {"message":"Resource not found"}`
		}
		var status int
		fmt.Sscan(answer, &status)
		if status == 0 {
			panic(http.ErrAbortHandler) // closes the connection
		}
		w.WriteHeader(status)
		fmt.Fprint(w, answer[4:])
	}))
	t.Cleanup(server.Close)
	return server.URL + "/ari"
}

func target(t *testing.T, url string) doctor.Target {
	t.Helper()
	client, err := ari.New(ari.Options{URL: url, Username: "ariapp", Password: secret})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { client.Close() })
	return doctor.Target{Name: "one", URL: url, Client: client, Username: "ariapp", Password: secret, App: "ivr",
		Transport: "http", Conf: asteriskFiles(t), Sounds: sounds("digits/1", "acme/welcome"), Languages: []string{"en_GB"}}
}

func sounds(names ...string) func(string) []string { return func(string) []string { return names } }

// complaints are the verdicts that are not ok: "check result".
func complaints(verdicts []doctor.Verdict) []string {
	list := []string{}
	for _, v := range verdicts {
		if v.Result != doctor.OK {
			list = append(list, v.Check+" "+string(v.Result))
		}
	}
	return list
}

// spoiled is what one case changes.
type spoiled struct {
	answers map[string]string
	target  *doctor.Target
	files   fstest.MapFS
}

// change replaces a text in a file, which must have it.
func (s spoiled) change(t *testing.T, file, old, fresh string) {
	t.Helper()
	text := string(s.files[file].Data)
	if !strings.Contains(text, old) {
		t.Fatalf("%s has no %q", file, old)
	}
	s.files[file].Data = []byte(strings.ReplaceAll(text, old, fresh))
}

// notAsked are the checks that nothing can be said of without Asterisk.
func notAsked(but ...string) []string {
	return append(but, "version unknown", "modules unknown", "own-prompts unknown", "sounds unknown", "reloaded unknown")
}

type sickness struct {
	name  string
	spoil func(*testing.T, spoiled)
	want  []string
	says  []string // in the verdicts as they are printed
}

func sicknesses() []sickness {
	answer := func(key, text string) func(*testing.T, spoiled) {
		return func(_ *testing.T, s spoiled) { s.answers[key] = text }
	}
	change := func(file, old, fresh string) func(*testing.T, spoiled) {
		return func(t *testing.T, s spoiled) { s.change(t, file, old, fresh) }
	}
	without := func(module string) func(*testing.T, spoiled) {
		return func(_ *testing.T, s spoiled) {
			s.answers["GET /asterisk/modules"] = strings.ReplaceAll(s.answers["GET /asterisk/modules"], module+".so", "other.so")
		}
	}
	noFiles := func(_ *testing.T, s spoiled) { s.target.Conf = nil }
	blind := []string{"session-limit unknown", "write-timeout unknown", "stasis unknown", "reloaded unknown"}
	return []sickness{
		{"nothing", func(*testing.T, spoiled) {}, []string{}, nil},
		{"no files at hand", noFiles, blind, []string{"grep -n sessionlimit /etc/asterisk/http.conf", "dialplan show"}},
		{"no files, but a call", func(t *testing.T, s spoiled) {
			s.target.Conf = nil
			s.answers["GET /channels"] = `200 [{"id":"1","name":"PJSIP/a-1","state":"Up","dialplan":{"app_name":"Stasis","app_data":"ivr,x"}}]`
		}, []string{"session-limit unknown", "write-timeout unknown", "reloaded unknown"}, []string{"the call PJSIP/a-1 is in Stasis(ivr)"}},

		{"wrong password", func(_ *testing.T, s spoiled) {
			s.answers["GET /asterisk/info"], s.target.Password = "401 {}", "other"
		}, notAsked("user fail"), []string{"/etc/asterisk/ari.conf:13 than in ivr.yaml", "password = <the password of ivr.yaml>"}},
		{"no such user", func(t *testing.T, s spoiled) {
			s.answers["GET /asterisk/info"] = "401 {}"
			s.change(t, "ari.conf", "[ariapp]", "[somebody]")
		}, notAsked("user fail"), []string{"there is no user ariapp in /etc/asterisk/ari.conf, but somebody", "[ariapp]\n"}},
		{"a password that is not read yet", answer("GET /asterisk/info", "401 {}"), notAsked("user fail"), []string{"has not read the file since", "module reload res_ari.so"}},
		{"a hashed password that is wrong", func(t *testing.T, s spoiled) {
			s.answers["GET /asterisk/info"] = "401 {}"
			s.change(t, "ari.conf", "= plain", "= crypt")
		}, notAsked("user fail"), []string{"is hashed and cannot be compared"}},
		{"a hashed password", change("ari.conf", "= plain", "= crypt"), []string{"user warn"}, []string{"hashed anew at every request (/etc/asterisk/ari.conf:12)"}},
		{"an address that is not let in", answer("GET /asterisk/info", `403 {"message":"no"}`), notAsked("user fail"), []string{"permit, deny and acl of [ariapp]"}},
		{"a user who may only read", func(t *testing.T, s spoiled) {
			s.answers["POST /asterisk/variable"] = "403 {}"
			s.change(t, "ari.conf", "type = user", "type = user\nread_only = yes")
		}, []string{"user fail"}, []string{"may only read", "ari.conf:10 write\n", "read_only = no"}},

		{"ARI switched off", func(t *testing.T, s spoiled) {
			clear(s.answers)
			s.change(t, "ari.conf", "enabled = yes", "enabled = no")
		}, notAsked("reachable fail", "user unknown"), []string{"/etc/asterisk/ari.conf:3 has enabled = no", "enabled = yes"}},
		{"a module that tells who it is", func(t *testing.T, s spoiled) { delete(s.answers, "GET /asterisk/info") },
			notAsked("reachable fail", "user unknown"), []string{"load = res_ari_asterisk.so"}},
		{"something else there", answer("GET /asterisk/info", "200 hello"), notAsked("reachable fail", "user unknown"), []string{"what answers is no Asterisk"}},
		{"another interface there", answer("GET /asterisk/info", "200 {}"), notAsked("reachable fail", "user unknown"), []string{"does not say who it is"}},
		{"Asterisk starting", answer("GET /asterisk/info", "503 {}"), notAsked("reachable fail", "user unknown"), []string{"still starting"}},
		{"no session left", answer("GET /asterisk/info", "0"), notAsked("reachable fail", "user unknown"), []string{"sessionlimit of http.conf is used up", "sessionlimit = 1000"}},

		{"an old Asterisk", func(_ *testing.T, s spoiled) { version(s, "18.26.4") }, []string{"version fail"}, []string{"install Asterisk 22.10.1 or newer"}},
		{"no playback", without("res_stasis_playback"), []string{"modules fail"}, []string{"not running: res_stasis_playback.so", "load = res_stasis_playback.so", "module load res_stasis_playback.so"}},
		{"a module kept away", func(t *testing.T, s spoiled) {
			without("app_stasis")(t, s)
			s.files["modules.conf"] = &fstest.MapFile{Data: []byte("[modules]\nautoload=yes\nnoload => app_stasis\n")}
		}, []string{"modules fail"}, []string{"in /etc/asterisk/modules.conf:3: take away: noload = app_stasis"}},
		{"a module that is not running", func(_ *testing.T, s spoiled) {
			s.answers["GET /asterisk/modules"] = strings.Replace(s.answers["GET /asterisk/modules"], "Running", "Not Running", 1)
		}, []string{"modules fail"}, nil},
		{"no music", without("res_musiconhold"), []string{"modules warn"}, nil},
		{"no prompts over HTTP", without("res_curl"), []string{"own-prompts warn"}, []string{"res_curl.so"}},
		{"no prompts over HTTP where there are some", func(t *testing.T, s spoiled) {
			without("res_curl")(t, s)
			s.target.OwnPrompts = true
		}, []string{"own-prompts fail"}, []string{"load = res_curl.so"}},

		{"no sessionlimit", change("http.conf", "sessionlimit = 1000", ""), []string{"session-limit warn"}, []string{"/etc/asterisk/http.conf has no sessionlimit, so it is 100", "in /etc/asterisk/http.conf write\n               [general]\n               sessionlimit = 1000\n", reloadHTTP}},
		{"a misspelt sessionlimit", change("http.conf", "sessionlimit", "session_limit"), []string{"session-limit warn"}, []string{"/etc/asterisk/http.conf:10 has session_limit, which Asterisk does not know", "sessionlimit = 1000"}},
		{"too small a sessionlimit", change("http.conf", "= 1000", "= 10"), []string{"session-limit fail"}, nil},
		{"no number as sessionlimit", change("http.conf", "= 1000", "= many"), []string{"session-limit fail"}, []string{"no number"}},
		{"no http.conf", func(_ *testing.T, s spoiled) { delete(s.files, "http.conf") }, []string{"session-limit warn"}, nil},
		{"no write timeout", change("ari.conf", "websocket_write_timeout = 1000", ""), []string{"write-timeout warn"}, []string{"so it is 100 milliseconds", "websocket_write_timeout = 1000"}},
		{"a short write timeout", change("ari.conf", "_timeout = 1000", "_timeout = 200"), []string{"write-timeout warn"}, []string{"ari.conf:6 has websocket_write_timeout = 200"}},
		{"an overload that stops calls", answer(globalObject, `200 [{"attribute":"taskprocessor_overload_trigger","value":"global"}]`), []string{"overload-trigger warn"}, []string{"pjsip_only"}},
		{"the same, by the file alone", func(t *testing.T, s spoiled) {
			delete(s.answers, globalObject)
			s.change(t, "pjsip.conf", "taskprocessor_overload_trigger = pjsip_only", "")
		}, []string{"overload-trigger warn"}, []string{"has no taskprocessor_overload_trigger, so it is global"}},
		{"no PJSIP at all", func(t *testing.T, s spoiled) {
			delete(s.answers, globalObject)
			without("res_pjsip")(t, s)
		}, []string{}, []string{"there is no PJSIP"}},

		{"no Stasis", change("extensions.conf", "Stasis(ivr)", "NoOp()"), []string{"stasis fail"}, []string{"nothing in /etc/asterisk/extensions.conf hands calls to Stasis(ivr)\n", "same => n(ivr),Stasis(ivr)", "dialplan reload"}},
		{"another Stasis", change("extensions.conf", "Stasis(ivr)", "Stasis(IVR)"), []string{"stasis fail"}, []string{"but /etc/asterisk/extensions.conf:5 to Stasis(IVR)"}},
		{"Stasis in a comment", change("extensions.conf", " same => n(ivr)", ";same => n(ivr)"), []string{"stasis fail"}, nil},
		{"no dialplan", func(_ *testing.T, s spoiled) { delete(s.files, "extensions.conf") }, []string{"stasis fail"}, []string{"there is no dialplan"}},
		{"Stasis without a fallback", change("extensions.conf", "STASISSTATUS", "DIALSTATUS"), []string{"stasis warn"}, []string{"nothing looks at STASISSTATUS"}},
		{"Stasis by a variable", func(t *testing.T, s spoiled) {
			s.change(t, "extensions.conf", "Stasis(ivr)", "Stasis(${APP})")
			s.change(t, "extensions.conf", "[callers]", "[globals]\nAPP=ivr\n[callers]")
		}, []string{}, []string{"extensions.conf:9 hands calls"}},
		{"Stasis by a channel's variable", change("extensions.conf", "Stasis(ivr)", "Stasis(${APP})"), []string{"stasis unknown"}, []string{"extensions.conf:5 has Stasis(${APP})"}},
		{"a dialplan in a database", change("extensions.conf", "same => n(ivr),Stasis(ivr)", "switch => Realtime"), []string{"stasis unknown"}, []string{"extensions.conf:5 asks Realtime"}},
		{"the application's own context", change("extensions.conf", "Stasis(ivr)", "Goto(stasis-ivr,1,1)"), []string{}, nil},
		{"a dialplan in AEL", func(t *testing.T, s spoiled) {
			s.change(t, "extensions.conf", "Stasis(ivr)", "NoOp()")
			s.files["extensions.ael"] = &fstest.MapFile{Data: []byte("context a { 1 => { Stasis(ivr); } }")}
		}, []string{}, []string{"extensions.ael hands calls"}},
		{"a dialplan in Lua", func(t *testing.T, s spoiled) {
			s.change(t, "extensions.conf", "Stasis(ivr)", "NoOp()")
			s.files["extensions.lua"] = &fstest.MapFile{Data: []byte("app.stasis(name)")}
		}, []string{"stasis unknown"}, []string{"extensions.lua is Lua"}},
		{"a file that may not be read", func(_ *testing.T, s spoiled) { s.target.Conf = locked{s.files, "ari.conf"} }, []string{"write-timeout unknown"}, []string{"run the doctor as a user who may read it"}},

		{"a language without sounds", func(_ *testing.T, s spoiled) { s.target.Languages = []string{"en", "de"} }, []string{"sounds fail"}, []string{"no sounds for de; Asterisk has acme, en"}},
		{"a sound that is missing", func(_ *testing.T, s spoiled) { s.target.Sounds = sounds("digits/1", "digits/2") }, []string{"sounds warn"}, []string{"en_GB lacks digits/2"}},
		{"no list of sounds", answer("GET /sounds", "500 {}"), []string{"sounds unknown"}, nil},
		{"a file newer than Asterisk's reading", func(_ *testing.T, s spoiled) {
			s.files["http.conf"].ModTime = time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC)
		}, []string{"reloaded warn"}, []string{"/etc/asterisk/http.conf changed after Asterisk last read all its files, at 2026-11-21 08:00:00 UTC"}},
	}
}

const reloadHTTP = "run: asterisk -rx 'module reload http'"

func version(s spoiled, text string) {
	s.answers["GET /asterisk/info"] = strings.Replace(s.answers["GET /asterisk/info"], "22.10.1+dfsg", text, 1)
}

// locked is a folder with a file that may not be read.
type locked struct {
	fs.FS
	name string
}

func (l locked) Open(name string) (fs.File, error) {
	if name == l.name {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrPermission}
	}
	return l.FS.Open(name)
}

// Law: what is spoiled is said, with its place and its remedy, and nothing else
// is; and no verdict holds the password.
func TestSicknesses(t *testing.T) {
	for _, c := range sicknesses() {
		t.Run(c.name, func(t *testing.T) {
			answers := asteriskAnswers()
			it := target(t, standIn(t, answers))
			c.spoil(t, spoiled{answers, &it, it.Conf.(fstest.MapFS)})
			verdicts := doctor.Examine(t.Context(), it)
			want := slices.Clone(c.want)
			slices.SortFunc(want, byCheck)
			if diff := cmp.Diff(want, complaints(verdicts)); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
			text := printed(t, verdicts)
			for _, words := range c.says {
				if !strings.Contains(text, words) {
					t.Errorf("%q is not said", words)
				}
			}
			if strings.Contains(text, secret) {
				t.Error("the password is said")
			}
			if t.Failed() {
				t.Log("\n" + text)
			}
		})
	}
}

// byCheck puts complaints into the order of the checks.
func byCheck(a, b string) int {
	at := func(text string) int {
		name, _, _ := strings.Cut(text, " ")
		return slices.Index(doctor.Checks(), name)
	}
	return at(a) - at(b)
}

func printed(t *testing.T, verdicts []doctor.Verdict) string {
	t.Helper()
	var text strings.Builder
	if err := doctor.Write(&text, verdicts); err != nil {
		t.Fatal(err)
	}
	return text.String()
}

// Law: there is one verdict a check, in the order of the table, and each that
// fails or warns says what to do.
func TestEveryVerdictHasARemedy(t *testing.T) {
	for _, c := range sicknesses() {
		answers := asteriskAnswers()
		it := target(t, standIn(t, answers))
		c.spoil(t, spoiled{answers, &it, it.Conf.(fstest.MapFS)})
		var names []string
		for _, v := range doctor.Examine(t.Context(), it) {
			names = append(names, v.Check)
			if (v.Result == doctor.Fail || v.Result == doctor.Warn) && len(v.Remedies) == 0 || v.Seen == "" || v.Asterisk != "one" {
				t.Errorf("%s: %+v", c.name, v)
			}
		}
		if diff := cmp.Diff(doctor.Checks(), names); diff != "" {
			t.Errorf("%s: -want +got:\n%s", c.name, diff)
		}
	}
}

// Law: the doctor only looks: it asks with GET, but for the one POST that names nothing.
func TestTheDoctorChangesNothing(t *testing.T) {
	asked := map[string]bool{}
	answers := asteriskAnswers()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var body struct{ Variable, Value string }
		if r.Method != http.MethodGet {
			if err := json.NewDecoder(r.Body).Decode(&body); err != nil || body.Variable+body.Value != "" {
				t.Errorf("the request's body is %+v, %v", body, err)
			}
		}
		asked[r.Method+" "+strings.TrimPrefix(r.URL.Path, "/ari")] = true
		fmt.Fprint(w, answers[r.Method+" "+strings.TrimPrefix(r.URL.Path, "/ari")][4:])
	}))
	defer server.Close()
	it := target(t, server.URL+"/ari")
	it.Conf = nil
	doctor.Examine(t.Context(), it)
	var posts []string
	for _, one := range slices.Sorted(maps.Keys(asked)) {
		if !strings.HasPrefix(one, "GET ") {
			posts = append(posts, one)
		}
	}
	if diff := cmp.Diff([]string{"POST /asterisk/variable"}, posts); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

// Law: an Asterisk that is not there is told with what http.conf says of it.
func TestNobodyListens(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := listener.Addr().String()
	_, port, _ := net.SplitHostPort(address)
	listener.Close()
	for _, c := range []struct{ name, old, fresh, says string }{
		{"all is right", "bindport = 8088", "bindport = " + port, "core show uptime"},
		{"another port", "", "", "write port 8088 in asterisk.url: /etc/asterisk/http.conf:7 has bindport = 8088"},
		{"the usual port", "bindport = 8088", "", "write port 8088 in asterisk.url: /etc/asterisk/http.conf names no other"},
		{"switched off", "enabled = yes", "enabled = no", "in /etc/asterisk/http.conf:3 write\n               enabled = yes"},
		{"never switched on", "enabled = yes", "", "in /etc/asterisk/http.conf write\n               [general]\n               enabled = yes"},
		{"a prefix", "bindport = 8088", "prefix = pbx\nbindport = " + port, "write /pbx/ari in asterisk.url"},
	} {
		it := target(t, "http://"+address+"/ari")
		files := it.Conf.(fstest.MapFS)
		files["http.conf"].Data = []byte(strings.Replace(string(files["http.conf"].Data), c.old, c.fresh, 1))
		verdicts := doctor.Examine(t.Context(), it)
		text := printed(t, verdicts[:1])
		if verdicts[0].Result != doctor.Fail || !strings.Contains(text, "nobody listens there") || !strings.Contains(text, c.says) {
			t.Errorf("%s: %q is not said:\n%s", c.name, c.says, text)
		}
	}
}

// Law: TLS that is not trusted, and TLS where there is none, are told from a wrong address.
func TestTLS(t *testing.T) {
	handler := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNotFound) })
	trusted := httptest.NewUnstartedServer(handler)
	trusted.Config.ErrorLog = log.New(io.Discard, "", 0)
	trusted.StartTLS()
	defer trusted.Close()
	plain := httptest.NewServer(handler)
	defer plain.Close()
	for _, url := range []string{trusted.URL, strings.Replace(plain.URL, "http:", "https:", 1)} {
		v := doctor.Examine(t.Context(), target(t, url+"/ari"))[0]
		if v.Result != doctor.Fail || !strings.Contains(v.Seen, "no trust, or no TLS") {
			t.Errorf("%s: %+v", url, v)
		}
	}
}

// Law: what an Asterisk does not answer is unknown, never good: the fake one
// lists no modules. Sounds it lists, and has none.
func TestWhatIsNotAnsweredIsUnknown(t *testing.T) {
	server := fakeari.New(fakeari.Options{User: "ariapp", Password: secret, ReadOnlyUser: "reader"})
	defer server.Close()
	for _, c := range []struct {
		user string
		want []string
	}{
		{"ariapp", []string{"modules unknown", "own-prompts unknown", "sounds fail"}},
		{"reader", []string{"user fail", "modules unknown", "own-prompts unknown", "sounds fail"}},
	} {
		client, err := ari.New(ari.Options{URL: "http://asterisk.test/ari", Username: c.user, Password: secret, DialContext: server.DialContext})
		if err != nil {
			t.Fatal(err)
		}
		it := target(t, "http://asterisk.test/ari")
		it.Client, it.Username = client, c.user
		if diff := cmp.Diff(c.want, complaints(doctor.Examine(t.Context(), it))); diff != "" {
			t.Errorf("%s: -want +got:\n%s", c.user, diff)
		}
		client.Close()
	}
}

// Law: a version is judged by what the program needs of it.
func TestVersions(t *testing.T) {
	for _, c := range []struct {
		version, transport string
		want               doctor.Result
		says               string
	}{
		{"22.10.1+dfsg+~cs6.17.60671434-1", "websocket", doctor.OK, ""},
		{"23.0.0", "http", doctor.OK, ""},
		{"22.6.0", "http", doctor.OK, "closes holes"},
		{"22.5.9", "http", doctor.Warn, "early media"},
		{"22.3.0", "http", doctor.Warn, "early media"},
		{"22.3.0", "websocket", doctor.Fail, "transport: http"},
		{"20.5.2", "http", doctor.Warn, "older than 22"},
		{"certified-20.7-cert2", "http", doctor.Warn, "older than 22"},
		{"certified/18.9-cert1", "http", doctor.Fail, "too old"},
		{"1.8.32", "http", doctor.Fail, "too old"},
		{"GIT-master-a1b2c3", "http", doctor.Unknown, "no release"},
	} {
		answers := asteriskAnswers()
		it := target(t, standIn(t, answers))
		version(spoiled{answers: answers}, c.version)
		it.Transport = c.transport
		v := doctor.Examine(t.Context(), it)[slices.Index(doctor.Checks(), "version")]
		if v.Result != c.want || !strings.Contains(printed(t, []doctor.Verdict{v}), c.says) {
			t.Errorf("%s over %s: %+v, want %s and %q", c.version, c.transport, v, c.want, c.says)
		}
	}
}
