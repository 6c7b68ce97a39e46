package journal

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/flowtest"
	"github.com/ariapp/ariapp/flows/source"
	"github.com/ariapp/ariapp/flows/steps"
)

// echo is a service that tells all that it was sent, as some do.
type echo struct{}

func (echo) Fetch(_ context.Context, req flows.Request) (flows.Response, error) {
	all := echoOf(req)
	return flows.Response{Status: 200, Header: map[string]string{"Content-Type": "text/plain", "Location": all}, Body: []byte(all)}, nil
}

func echoOf(req flows.Request) string {
	all := req.URL + "\n" + string(req.Body)
	for name, value := range req.Header {
		all += "\n" + name + ": " + value
	}
	return all
}

const secretive = `
numbers: {_.: main}
flows:
  main:
    - collect: {id: pin, prompt: enter, length: 4, secret: true}
    - http: {url: "https://a.example/header", headers: {Authorization: "Bearer ${secrets.token}", X-Pin: "${steps.pin.value}", Accept: text/plain}, on_error: {log: "${error.message}"}}
    - http: {url: "https://a.example/json", json: {pin: "${steps.pin.value}"}, on_error: {log: failed}}
    - http: {url: "https://a.example/form?open=yes", form: {pin: "${secrets.token}"}, on_error: {log: failed}}
    - http: {url: "https://a.example/user?api_key=hidden-key&q=shown", on_error: {log: failed}}
    - menu: {prompt: choose, pin: {value: "${secrets.door}", prompt: door}, choices: {1: exit}}
`

// Law: nothing that is secret reaches the file: not what a caller keys in, not
// what goes to services in headers, bodies and addresses, not their echo of it.
func TestNoSecretIsWritten(t *testing.T) {
	registry, err := flows.NewRegistry(steps.All()...)
	if err != nil {
		t.Fatal(err)
	}
	doc, _ := source.Parse("ivr.yaml", secretive)
	program, findings := flows.Compile(doc, registry.Within(flows.Outside{Secrets: map[string]flows.Secret{
		"token": flows.NewSecret("tok-73519"), "door": flows.NewSecret("9265")}}))
	if program == nil {
		t.Fatal(findings)
	}
	at := t.TempDir()
	script, err := flowtest.ParseScript("@enter 8624 @door 9265 @choose 1s 1")
	if err != nil {
		t.Fatal(err)
	}
	phone := flowtest.NewPhone(flowtest.Options{}, script...)
	j := opened(t, Options{Folder: at, Answers: true, Now: phone.Now})
	c := j.Begin(Entered{Call: flows.CallInfo{ID: "c1"}, Flow: "main", Vars: map[string]any{"s": flows.NewSecret("tok-73519")}})
	outcome := flows.NewWalker(program, phone, flows.Options{Flow: program.Flow("main"), Call: flows.CallInfo{ID: "c1"},
		World: c.World(flows.World{HTTP: echo{}}), Observe: c.Observe}).Run(phone.Context())
	c.End(outcome)
	closed(t, j)
	if outcome.Status != flows.Ended {
		t.Fatal(outcome)
	}
	text, err := os.ReadFile(filepath.Join(at, currentName))
	if err != nil {
		t.Fatal(err)
	}
	for _, secret := range []string{"8624", "9265", "tok-73519", "hidden-key"} {
		if strings.Contains(string(text), secret) {
			t.Errorf("%s is in\n%s", secret, text)
		}
	}
	for _, shown := range []string{"https://a.example/header", "api_key=***&q=shown", `"text":"*"`, `"vars":{"s":"***"}`} {
		if !strings.Contains(string(text), shown) {
			t.Errorf("%s is not in\n%s", shown, text)
		}
	}
}

// Law: an error that repeats what was sent is written without it.
func TestErrorsTellNoSecret(t *testing.T) {
	req := flows.Request{URL: "https://user:hidden-word@a.example/?token=hidden-key&pin=12", Header: map[string]string{"Authorization": "Basic dXNlcjpwdw==", "Accept": "text/plain"}}
	got := ofRequest(req, flows.Response{}, errors.New("it says "+echoOf(req)), false)
	for _, secret := range []string{"hidden-word", "hidden-key", "dXNlcjpwdw"} {
		if strings.Contains(got.Error+got.Target, secret) {
			t.Errorf("%s is in %+v", secret, got)
		}
	}
	if !strings.Contains(got.Error, "text/plain") || got.Target != "https://a.example/?token=***&pin=***" {
		t.Errorf("%+v", got)
	}
	req.Secret = true
	if got = ofRequest(req, flows.Response{Status: 500, Body: []byte("x")}, errors.New("it says x"), true); got.Error != "" || got.Body != "" || got.Fault != "failed" || got.Status != 500 {
		t.Errorf("of a secret request: %+v", got)
	}
}

// Law: names tell secrets by their words, whatever form they have.
func TestTellingNames(t *testing.T) {
	for name, want := range map[string]bool{"key": true, "api_key": true, "apiKey": true, "APIKEY": true, "accessToken": true, "access-token": true, "tokens": true,
		"X-Pin": true, "pin2": true, "PIN": true, "userPassword": true, "client_secret": true, "sig": true, "X-Signature": true, "auth": true,
		"monkey": false, "shipping": false, "author": false, "signal": false, "number": false, "": false, "1": false, "é": false} {
		if got := isTelling(name); got != want {
			t.Errorf("%q: %v", name, got)
		}
	}
}

// Law: columns that say that they are secrets are stars, and the answer is not whole; the row itself stays as it is.
func TestRowsTellNoSecret(t *testing.T) {
	row := map[string]any{"name": "Ann", "pin": "8624", "door_pin": 9265, "apiToken": "tok-1", "password": "hidden", "shipping": "x", "key": "7"}
	got := ofTable("people", "7", row, true, nil, false)
	want := map[string]any{"name": "Ann", "pin": stars, "door_pin": stars, "apiToken": stars, "password": stars, "shipping": "x", "key": "7"}
	if !reflect.DeepEqual(got.Row, want) || !got.Cut || row["pin"] != "8624" {
		t.Errorf("%+v of %v", got, row)
	}
	if got = ofTable("people", "7", map[string]any{"name": "Ann"}, true, nil, false); got.Cut || got.Row["name"] != "Ann" {
		t.Errorf("%+v", got)
	}
}

// Law: what was typed ahead is written when a question takes it that is not secret, and what goes into the secret one is not.
func TestKeysAheadInTheJournal(t *testing.T) {
	text := walked(t, "numbers: {_.: main}\nflows:\n  main:\n    - play: welcome\n    - collect: {prompt: account, length: 3}\n    - collect: {id: pin, prompt: enter, length: 4, secret: true, attempts: 1}\n", "@welcome 100ms 5138624 @enter 8624")
	if !strings.Contains(text, `"kind":"keys-taken"`) || !strings.Contains(text, `"text":"513","outcome":"1"`) || strings.Contains(text, "8624") || strings.Contains(text, `"text":"8"`) || strings.Count(text, `"text":"*","outcome":"masked"`) != 11 {
		t.Error(text)
	}
}

// walked is the journal of one call.
func walked(t *testing.T, file, does string) string {
	t.Helper()
	registry, err := flows.NewRegistry(steps.All()...)
	if err != nil {
		t.Fatal(err)
	}
	doc, _ := source.Parse("ivr.yaml", file)
	program, findings := flows.Compile(doc, registry)
	if program == nil {
		t.Fatal(findings)
	}
	script, err := flowtest.ParseScript(does)
	if err != nil {
		t.Fatal(err)
	}
	at, phone := t.TempDir(), flowtest.NewPhone(flowtest.Options{}, script...)
	j := opened(t, Options{Folder: at, Now: phone.Now})
	c := j.Begin(entered("c1"))
	c.End(flows.NewWalker(program, phone, flows.Options{Flow: program.Flow("main"), Call: flows.CallInfo{ID: "c1"}, Observe: c.Observe}).Run(phone.Context()))
	closed(t, j)
	text, err := os.ReadFile(filepath.Join(at, currentName))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// Law: an answer that had a secret in it is not taken for a whole one.
func TestAnAnswerWithStarsIsNotWhole(t *testing.T) {
	req := flows.Request{URL: "https://a.example/", Header: map[string]string{"X-Customer": "1234", "X-Short": "abc"}}
	for body, want := range map[string]string{`{"id":1234}`: `{"id":***}`, `{"id":5}`: `{"id":5}`, "abc": "abc"} {
		if got := ofRequest(req, flows.Response{Body: []byte(body)}, nil, false); got.Body != want || got.Cut != (body != want) {
			t.Errorf("%s: %+v", body, got)
		}
	}
}

// Law: an address that cannot be read is not shown at all, one without secrets as it is.
func TestAddresses(t *testing.T) {
	for address, want := range map[string]string{
		"http://a.example/x?b=1&c=%20": "http://a.example/x?b=1&c=%20",
		"http://a.example/%zz":         "",
		"http://u@a.example/":          "http://a.example/",
		"http://a.example/?Key=abcd&accessToken=e&SIGNATURE=f&%zz=g&monkey=h": "http://a.example/?Key=***&accessToken=***&SIGNATURE=***&%zz=***&monkey=h",
	} {
		got := ofRequest(flows.Request{URL: address}, flows.Response{}, nil, false)
		if got.Target != want {
			t.Errorf("%s is shown as %q, want %q", address, got.Target, want)
		}
	}
}
