// Package prompts is the catalogue of the house's own sounds: files of a folder
// and rendered texts, converted for the telephone and served to Asterisk over
// HTTP.
//
// It plays nothing, and does not know Asterisk's own sounds: where it has
// nothing of a name, the name is Asterisk's.
//
// Laws: every file is read when the catalogue is loaded, and what is wrong with
// one is a finding then, not silence in a call. A catalogue never changes, and
// neither does what an address of it plays: another content has another
// address. A [Server] keeps the addresses of catalogues that are replaced, so
// that calls under way still hear theirs. What did not change is not converted
// again.
//
// Tests load folders of small files; time passes in bubbles.
package prompts
