// Package source reads YAML as a document in which every value knows where it
// stands, and collects what is wrong with it as findings.
//
// It is not a schema and not a configuration: it knows files, positions,
// scalars, lists and mappings, and how to say where a fault is. What a key
// means is decided by the packages that read the document.
//
// Laws: a fault of the user's text is a [Finding], never an error; an error is
// only what keeps a file from being read at all. Reading goes on after a
// finding, so that one pass shows them all. Documents are bounded ([MaxBytes],
// [MaxNodes], [MaxDepth]), whatever aliases they hold.
//
// Tests hand [Parse] a string; nothing here touches the disk but [Load].
package source
