// Package doctor looks at an Asterisk and says what keeps it from serving an
// ivr.yaml well: what was seen, and which lines to write into which file.
//
// It asks Asterisk's REST interface, and reads the *.conf files when they are
// at hand. It is no configuration manager: it writes nothing, loads nothing,
// calls nobody. All its requests are GET, but for one POST that Asterisk refuses
// as incomplete, which tells a read-only user from another.
//
// Laws:
//   - What cannot be seen from here is [Unknown], with the way to look; it is never guessed.
//   - A verdict that is not [OK] says where, and what to write.
//   - No verdict holds a password.
//   - A file tells what Asterisk will read, not what it has read; a file that is newer than
//     Asterisk's last reload is told of.
//
// Test with an httptest server or test/fake-ari for the interface and an
// fstest.MapFS for the files.
package doctor
