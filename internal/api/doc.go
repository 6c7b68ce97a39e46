// Package api is the door for programs that make and handle calls: /api/v1.
// Calls are made, shown and hung up, jobs are kept, and what a person does by
// hand is done, for whoever has a token with the scope for it.
//
// It is made of one table of [Route]s: the handler, the OpenAPI document under
// /api/v1/openapi.json and docs/api.md come from it, so none of them can drift.
// It knows no file, and of an Asterisk no more than package hand does: all that it does is in [Options], as
// interfaces. The older door beside it, package monitor, is for the daemon's
// administrator: reload, versions, schedules.
//
// Laws:
//   - Nobody comes in without a token. Without any token in ivr.yaml it is there for programs of the same machine
//     only, as with package monitor.
//   - Tokens are kept as hashes; how long a comparison takes says nothing of how much was right.
//   - A token does what its scopes say and nothing more, and not more often than it may.
//   - Whatever is sent and however slowly: bodies, headers and time are bounded, unknown fields are refused.
//   - An error is application/problem+json and says what would have been accepted.
//   - A GET changes nothing. Who changed what is in the log, refusals too.
//   - A call is never made twice for one Idempotency-Key.
//
// It starts no goroutine but the sign of life of a stream, which the stream waits for.
//
// # Adding a route
//
// Write a function that returns []Route in a file called after its things, and
// name it in routes.go. Request and Response are Go values whose fields have the
// tags json and doc; `go test ./internal/api -run Document -update` writes the document anew.
//
// Test a [Handler] with net/http/httptest.
package api
