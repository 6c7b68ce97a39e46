package fakeari

import (
	"context"
	"net/http"
	"strings"
	"testing"
)

// FuzzMessage proves that no message on a socket and no path brings the server down,
// and that each is answered with a status.
func FuzzMessage(f *testing.F) {
	for _, seed := range []string{
		`{"type":"RESTRequest","method":"GET","uri":"channels/C?a=b"}`,
		`{"type":"RESTRequest","method":"POST","uri":"channels/C/play","content_type":"application/json",` +
			`"message_body":"{\"media\":[\"sound:a\"]}"}`,
		`{"type":"RESTRequest","method":"PUT","uri":"applications/ivr/eventFilter",` +
			`"content_type":"application/json","message_body":"{\"allowed\":[]}"}`,
		`{"type":"RESTRequest","method":"DELETE","uri":"//%zz","query_strings":[{"name":"x"}]}`,
		`[]`, `null`, `"x"`, ``, `{"type":1}`,
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		s := New(Options{})
		defer s.Close()
		s.mu.Lock()
		app := s.newApplication("ivr")
		se := &session{server: s, apps: []string{"ivr"}, ready: make(chan struct{}, 1)}
		app.session = se
		s.mu.Unlock()
		s.Call(Caller{ID: "C", App: "ivr"})
		upgrade, err := http.NewRequest(http.MethodGet, "http://fake/ari/events?app=ivr", nil)
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		cancel() // what would wait is answered at once
		response := se.answer(ctx, []byte(text), upgrade)
		if status := response.Status; status < 200 || status > 599 {
			t.Errorf("%q is answered with %d", text, status)
		}
	})
}

// FuzzSplitList proves that a list gives back what it was made of, as long as it
// has no blanks at its ends and no brackets out of order.
func FuzzSplitList(f *testing.F) {
	for _, seed := range []string{"a,b", "sound:a,sound:b", "X(a,b),c", "[1,2],3", "", ",", " a , b "} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		parts := splitList(text)
		if len(parts) == 0 || len(parts) > listParamMax {
			t.Errorf("%q has %d parts", text, len(parts))
		}
		if got, want := squeeze(strings.Join(parts, ",")), squeeze(text); got != want {
			t.Errorf("%q comes back as %q", want, got)
		}
	})
}

func squeeze(text string) string { return strings.Join(strings.Fields(text), "") }
