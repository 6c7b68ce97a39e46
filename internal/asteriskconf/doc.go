// Package asteriskconf writes the Asterisk configuration that this program needs.
//
// It renders four files as text: http.conf, ari.conf, extensions.conf and
// pjsip.conf. `ariapp asterisk config` prints them for people who set up their
// own Asterisk, and the rig under test/asterisk runs on the very same text, so
// what is printed is what was tested.
//
// It is not a configuration manager: it never reads or writes a file, and
// knows nothing of what is configured on the Asterisk already.
//
// Laws: a value that could break out of its line (a newline, a semicolon, a
// comma in an application name) is refused by [Options.Validate], never
// escaped in silence. A [Password] prints as stars everywhere but in the
// rendered file.
//
// Tests compare with the files in testdata; `go test ./internal/asteriskconf
// -update` writes them anew, and the difference is reviewed like code.
package asteriskconf
