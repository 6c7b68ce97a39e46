package main

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/ariapp/ariapp/ari"
	fakeari "github.com/ariapp/ariapp/test/fake-ari"
)

// stoodIn is the stand-in for Asterisk that the script has started.
func stoodIn(ts *testscript.TestScript, usage string, fits bool) *fakeari.Server {
	box, ok := ts.Value(boxKey).(*box)
	if !fits || !ok || box.asterisk == nil {
		ts.Fatalf("usage, behind asterisk: %s", usage)
	}
	return box.asterisk
}

// caller brings a caller into an application of somebody else and puts the channel's id into a variable:
// `caller CHANNEL`.
func caller(ts *testscript.TestScript, neg bool, args []string) {
	srv := stoodIn(ts, "caller VARIABLE", !neg && len(args) == 1)
	client, err := ari.New(ari.Options{URL: "http://pbx/ari", Username: "ariapp", Password: "secret", DialContext: srv.DialContext})
	ts.Check(err)
	ctx, stop := context.WithTimeout(context.Background(), patience)
	ended := make(chan error, 1)
	go func() {
		ended <- client.Listen(ctx, ari.ListenOptions{Apps: []string{"others"}, OnEvent: func(ari.Event) {}})
	}()
	ts.Defer(func() {
		stop()
		if err := <-ended; err != nil {
			ts.Logf("listening: %v", err)
		}
		_ = client.Close()
	})
	ts.Check(srv.AwaitApp(ctx, "others"))
	ts.Setenv(args[0], srv.Call(fakeari.Caller{App: "others", Exten: "200", Number: "100"}).ID())
}

// phone has somebody to dial, who does one thing after another: `phone PJSIP/100 ring answer`.
func phone(ts *testscript.TestScript, neg bool, args []string) {
	srv := stoodIn(ts, "phone ENDPOINT ring|answer|busy|reject|hangup|press-KEY...", !neg && len(args) > 0)
	const soon = 20 * time.Millisecond
	var script []fakeari.Step
	for _, word := range args[1:] {
		step, known := map[string]fakeari.Step{"ring": fakeari.Ring(soon), "answer": fakeari.Answer(soon),
			"busy": fakeari.Reject(soon, 17, 486), "reject": fakeari.Reject(soon, 21, 603),
			"hangup": fakeari.HangUp(soon, 16)}[word]
		if key, is := strings.CutPrefix(word, "press-"); is {
			step, known = fakeari.Press(soon, key), true
		}
		if !known {
			ts.Fatalf("a telephone does not %s", word)
		}
		script = append(script, step)
	}
	srv.Endpoint(args[0], script...)
}

// rung waits until somebody is dialled once more, and puts the channel into a variable: `rung CHANNEL PJSIP/100`.
func rung(ts *testscript.TestScript, neg bool, args []string) {
	srv := stoodIn(ts, "rung VARIABLE ENDPOINT", !neg && len(args) == 2)
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	leg, err := srv.Endpoint(args[1]).AwaitCall(ctx)
	ts.Check(err)
	ts.Setenv(args[0], leg.ID())
}

// asked waits until Asterisk is asked for an operation, with words in its path if some are given, after what was
// waited for before: `asked channels.dial`. Without an operation all that was asked so far is past.
func asked(ts *testscript.TestScript, neg bool, args []string) {
	srv := stoodIn(ts, "asked [OPERATION [WORD...]]", !neg)
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	box, count := ts.Value(boxKey).(*box), 0 // box is there as srv is
	if len(args) == 0 {
		box.asked = len(srv.Requests())
		return
	}
	_, err := srv.AwaitRequest(ctx, func(r fakeari.Request) bool {
		if count++; count <= box.asked {
			return false
		}
		for _, word := range args[1:] {
			if !strings.Contains(r.Path, word) {
				return false
			}
		}
		return r.Operation == args[0]
	})
	ts.Check(err)
	box.asked = count
}

// slow lets Asterisk take its time over the next request for an operation: `slow channels.hangup 3s`.
func slow(ts *testscript.TestScript, neg bool, args []string) {
	srv := stoodIn(ts, "slow OPERATION TIME", !neg && len(args) == 2)
	long, err := time.ParseDuration(args[1])
	ts.Check(err)
	srv.Fault(fakeari.Fault{Name: fakeari.Delay, Operation: args[0], Delay: long})
}

// Law: what somebody else has written moves no cursor, and an empty cell is seen.
func TestTablesArePlain(t *testing.T) {
	var out strings.Builder
	if err := printTable(&out, [][]string{{"A", "B"}, {"x\x1b[2J\ny", ""}}); err != nil {
		t.Fatal(err)
	}
	if want := "A        B\nx?[2J?y  -\n"; out.String() != want {
		t.Errorf("%q, want %q", out.String(), want)
	}
}
