package main

import (
	"context"
	"regexp"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"

	fakeari "github.com/ariapp/ariapp/test/fake-ari"
)

// leave has a caller leave a message, and puts its name into a variable: `leave 200 MESSAGE`.
func leave(ts *testscript.TestScript, neg bool, args []string) {
	srv := stoodIn(ts, "leave NUMBER VARIABLE", !neg && len(args) == 2)
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	ts.Check(srv.AwaitApp(ctx, "ivr"))
	c := srv.Call(fakeari.Caller{App: "ivr", Exten: args[0], Number: "0301234", Name: "Cleo"})
	name := ""
	recording := regexp.MustCompile(`voicemail(?:/|%2F)\d+(?:/|%2F)([0-9a-f]{20})`)
	_, err := srv.AwaitRequest(ctx, func(r fakeari.Request) bool {
		found := recording.FindStringSubmatch(r.Query + r.Body)
		if r.Operation != "channels.record" || !strings.Contains(r.Path, c.ID()) || found == nil || r.Status == 0 {
			return false
		}
		name = found[1]
		return true
	})
	ts.Check(err)
	c.Press("#")
	ts.Check(c.AwaitHeard(ctx, "sound:auth-thankyou"))
	c.Hangup(16)
	ts.Setenv(args[1], name)
}
