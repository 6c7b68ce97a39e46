package speech

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/ariapp/ariapp/internal/audio"
)

// part is the variable by which the test binary knows that it is a speech engine.
const part = "ARIAPP_TEST_ENGINE"

func TestMain(m *testing.M) {
	switch os.Getenv(part) {
	case "":
		os.Exit(m.Run())
	case "echo":
		input, _ := io.ReadAll(os.Stdin)
		fmt.Printf("%q %q", os.Args[1:], input)
	case "mute":
	case "fail":
		fmt.Fprint(os.Stderr, "no voice xx\n")
		os.Exit(1)
	}
}

// Law: the text goes into the arguments where they ask for it, else to the input; it is never an option.
func TestProgram(t *testing.T) {
	for _, c := range []struct {
		arguments  []string
		text, want string
	}{
		{[]string{"-v", "{language}+{voice}", "--stdout"}, "hi; rm *", `["-v" "de+f1" "--stdout"] "hi; rm *"`},
		{[]string{"-v{voice}", "{text}"}, "{voice} $HOME", `["-vf1" "{voice} $HOME"] ""`},
		{[]string{"${voice}/${language}", "${text}"}, "hi", `["f1/de" "hi"] ""`},
		{[]string{"{text}"}, "--version", `[" --version"] ""`},
	} {
		t.Setenv(part, "echo")
		p := Program{Command: append([]string{os.Args[0]}, c.arguments...)}
		data, extension, err := p.Render(t.Context(), "f1", "de", c.text)
		if err != nil || string(data) != c.want || extension != ".wav" {
			t.Errorf("%v: %s %s, %v", c.arguments, data, extension, err)
		}
	}
	for role, want := range map[string]string{"fail": "exit status 1: no voice xx", "mute": "printed nothing"} {
		t.Setenv(part, role)
		_, _, err := Program{Command: []string{os.Args[0]}}.Render(t.Context(), "", "xx", "hi")
		if err == nil || !strings.HasSuffix(err.Error(), want) {
			t.Errorf("%s: %v", role, err)
		}
	}
}

// Law: settings that cannot work are told before anything is rendered.
func TestSettingsAreChecked(t *testing.T) {
	for want, engine := range map[string]interface{ Check() error }{
		"no command":                            Program{},
		"the program's name":                    Program{Command: []string{"{voice}"}},
		"{speed}; accepted: {text}, {lang":      Program{Command: []string{"x", "-s", "{speed}"}},
		"no http:// or https:// URL":            Service{URL: "speech"},
		"unknown placeholder {x}":               Service{URL: "http://speech.example/{x}"},
		"does not hold {text}":                  Service{URL: "http://speech.example/", Body: "{}"},
		`is no JSON; a placeholder stands in q`: Service{URL: "http://speech.example/", Body: `{"text": {text}}`},
		"unknown placeholder {rate}; accepted:": Service{URL: "http://speech.example/", Body: `{"t": "{text}", "r": "{rate}"}`},
	} {
		if err := engine.Check(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v; want: %s", err, want)
		}
	}
	for _, engine := range []interface{ Check() error }{
		Program{Command: []string{"espeak-ng", "-v", "{language}", "--stdout"}},
		Service{URL: "http://speech.example/say?lang={language}"},
		Service{URL: "https://speech.example/", Body: `{"t": "{text}"}`},
		Service{URL: "https://speech.example/", Body: `t={text}`},
	} {
		if err := engine.Check(); err != nil {
			t.Errorf("%v: %v", engine, err)
		}
	}
}

// asked is what a service was asked.
type asked struct{ query, body, contentType, key string }

// newService is a service that notes what it is asked and answers a sound of that type.
func newService(t *testing.T, contentType string, into *asked) string {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		*into = asked{r.URL.RawQuery, string(body), r.Header.Get("Content-Type"), r.Header.Get("X-Key")}
		w.Header().Set("Content-Type", contentType)
		_, _ = w.Write(beep().WAV())
	}))
	t.Cleanup(server.Close)
	return server.URL
}

// Law: a service gets the text as it is, escaped as its body demands, and tells the format of its answer.
func TestService(t *testing.T) {
	var got asked
	const text = "say \"hi\" & <bye>\nnow"
	plain := Service{URL: newService(t, "audio/wav", &got) + "/?l={language}&v={voice}", Header: map[string]string{"X-Key": "k"}}
	data, extension, err := plain.Render(t.Context(), "a b", "de", text)
	if err != nil || len(data) != len(beep().WAV()) || extension != ".wav" ||
		got != (asked{"l=de&v=a+b", text, "text/plain; charset=utf-8", "k"}) {
		t.Errorf("plain: %+v, %s, %v", got, extension, err)
	}
	structured := Service{URL: newService(t, "audio/mpeg", &got), Body: `{"input": "{text}", "voice": "{voice}"}`}
	_, extension, err = structured.Render(t.Context(), `"v"`, "de", text)
	var body struct{ Input, Voice string }
	if err != nil || extension != ".mp3" || json.Unmarshal([]byte(got.body), &body) != nil || body.Input != text ||
		body.Voice != `"v"` || got.contentType != "application/json" {
		t.Errorf("structured: %+v, %s, %v", got, extension, err)
	}
}

// Law: what a service does wrong is told with its host, and without its keys.
func TestServiceFails(t *testing.T) {
	release := make(chan struct{})
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/refuse":
			http.Error(w, "no\nsuch   voice", http.StatusBadRequest)
		case "/move":
			http.Redirect(w, r, "http://elsewhere.example/", http.StatusFound)
		case "/flood":
			for range answerMax/4096 + 2 {
				_, _ = w.Write(make([]byte, 4096))
			}
		case "/hang":
			<-release
		}
	}))
	defer server.Close()
	defer close(release)
	host := strings.TrimPrefix(server.URL, "http://")
	for path, want := range map[string]string{
		"/refuse": "the service " + host + " answers 400 Bad Request: no such voice",
		"/move":   "answers 302 Found",
		"/flood":  "answers more than 33554432 bytes",
		"/none":   "answers nothing",
		"/hang":   "took longer than 100ms",
	} {
		s := Service{URL: server.URL + path + "?key=hidden", Header: map[string]string{"X-Key": "hidden"}}
		if path == "/hang" {
			s.Timeout = 100 * time.Millisecond
		}
		_, _, err := s.Render(t.Context(), "", "de", "hi")
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "hidden") {
			t.Errorf("%s: %v", path, err)
		}
	}
	closed := httptest.NewServer(nil)
	closed.Close()
	s := Service{URL: closed.URL + "/?key=hidden"}
	_, _, err := s.Render(t.Context(), "", "de", "hi")
	if err == nil || !strings.Contains(err.Error(), "refused") || strings.Contains(err.Error(), "hidden") {
		t.Errorf("a closed port: %v", err)
	}
	if strings.Contains(s.Engine(), "hidden") {
		t.Errorf("the engine's name tells the key: %s", s.Engine())
	}
}

// Law: a placeholder's value is put in once, whatever it holds, and stays within its quotes.
func FuzzFill(f *testing.F) {
	f.Add("hello", "de")
	f.Add("{voice}\"}", "\\")
	f.Fuzz(func(t *testing.T, text, voice string) {
		if text = strings.ToValidUTF8(text, ""); strings.ContainsFunc(text, func(r rune) bool { return r == '\ufffd' }) {
			return
		}
		filled := fill(`{"t": "{text}", "v": "{voice}"}`, voice, "", text, jsonInside)
		var body struct{ T, V string }
		if err := json.Unmarshal([]byte(filled), &body); err != nil || body.T != text {
			t.Fatalf("%q became %s: %v", text, filled, err)
		}
	})
}

// Law: a sound that a test engine gives is heard.
func TestTheBeepIsHeard(t *testing.T) {
	if got, err := (audio.Decoder{}).Decode(t.Context(), "x.wav", beep().WAV()); err != nil || got.Analyse().IsSilent() {
		t.Errorf("%v, %v", got.Analyse(), err)
	}
}
