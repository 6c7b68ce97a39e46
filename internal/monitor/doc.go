// Package monitor is the daemon's door for its administrator: health checks,
// metrics, and a small API that shows and changes what a running daemon may be
// told: schedules opened and closed by hand, a reload, an earlier version, a canary.
//
// It knows no calls, no Asterisk and no file: all that it shows and does is in
// [Options], as functions. It is no web site for people and no way for callers
// or flows. What is counted is in its package metrics, how late the daemon is in
// lag, what the service manager is told in systemd.
//
// Laws:
//   - Health checks and metrics are open to whoever reaches the port; they name no caller.
//   - The API wants the token. Without one it is there for programs of the same machine only: the connection comes
//     from it and asks for it by its own name, so that no web page can ask through a browser.
//   - Every answer but the metrics is JSON. An error says what is wrong and what would have been accepted.
//   - Whatever is sent and however slowly: bodies, headers, connections and time are bounded.
//   - Who changed what is in the log.
//
// Goroutines: one for a running [Server]; its Serve waits for it.
//
// Test Handler with net/http/httptest, Server on port 0 of 127.0.0.1.
package monitor
