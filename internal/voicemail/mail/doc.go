// Package mail writes letters and gives them to a server by SMTP.
//
// It keeps no letters: whoever sends one tries again until the server has taken
// it. It knows nothing of mailboxes.
//
// Laws:
//   - Nothing that a letter is made of can add a line to its head, whatever a caller was called.
//   - A password goes over a connection that nobody reads, or to this machine.
//   - Send has taken the letter to the server, or says why not; it ends with ctx.
//
// Test with a server at the other end of Server.Dial, as smtp_test.go has one.
package mail
