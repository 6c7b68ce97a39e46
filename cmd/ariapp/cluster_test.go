package main

import (
	"context"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/rogpeppe/go-internal/testscript"

	fakeari "github.com/ariapp/ariapp/test/fake-ari"
)

// nats starts a server of NATS, and puts its URL into a variable: `nats NATS`.
func nats(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: nats VARIABLE")
	}
	running, err := server.NewServer(&server.Options{Host: "127.0.0.1", Port: -1, JetStream: true, NoLog: true, NoSigs: true,
		StoreDir: ts.MkAbs("nats"), JetStreamMaxStore: 8 << 30, JetStreamMaxMemory: 1 << 20})
	ts.Check(err)
	running.Start()
	ts.Defer(func() { running.Shutdown(); running.WaitForShutdown() })
	if !running.ReadyForConnections(patience) {
		ts.Fatalf("the server of NATS is not ready")
	}
	ts.Setenv(args[0], running.ClientURL())
}

// incoming has somebody call who stays on the line, and puts the call's id into a variable: `incoming 200 CALL`.
func incoming(ts *testscript.TestScript, neg bool, args []string) {
	srv := stoodIn(ts, "incoming NUMBER VARIABLE", !neg && len(args) == 2)
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	ts.Check(srv.AwaitApp(ctx, "ivr"))
	ts.Setenv(args[1], srv.Call(fakeari.Caller{App: "ivr", Exten: args[0], Number: "0301234"}).ID())
}
