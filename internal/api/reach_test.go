package api

import (
	"context"
	"net/http"
	"testing"

	"github.com/ariapp/ariapp/ari"
)

// Law: what is done by hand and reaches somebody outside is asked of the rules
// first, as an endpoint that one would dial; a refusal reaches nobody.
func TestByHandAsksWhoMayBeReached(t *testing.T) {
	nobody, err := ari.New(ari.Options{URL: "http://127.0.0.1:1/ari", Username: "u", Password: "p"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = nobody.Close() })
	var asked []string
	s := newSite(t, func(o *Options) {
		o.Asterisk = func(string) (*ari.Client, error) { return nobody, nil }
		o.Permit = func(_ context.Context, endpoint, by string) error {
			asked = append(asked, by+" "+endpoint)
			return NewProblem(http.StatusForbidden, "not "+endpoint, "")
		}
	})
	s.want(403, "not Local/0900123@outgoing", "POST", "/api/v1/channels/1/move", `{"extension":"0900123","context":"outgoing"}`)
	s.want(403, "not PJSIP/0900123@trunk", "POST", "/api/v1/endpoints/PJSIP/0900123@trunk/message",
		`{"from":"pjsip:100","body":"hello"}`)
	if len(asked) != 2 || asked[0] != "crm Local/0900123@outgoing" || asked[1] != "crm PJSIP/0900123@trunk" {
		t.Errorf("the rules were asked for %q", asked)
	}
	s = newSite(t, func(o *Options) { o.Asterisk = func(string) (*ari.Client, error) { return nobody, nil } })
	s.want(403, "no rules", "POST", "/api/v1/channels/1/move", `{"extension":"1","context":"c"}`)
}
