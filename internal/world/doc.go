// Package world makes what the flows of one ivr.yaml reach beside the
// telephone, as the file's outer part says: the client for web services, tables,
// opening hours, the store.
//
// A World belongs to one version of the file; a reload opens another, and
// closes the old one when its last call has ended. The store outlives them all
// and is handed in. What is wrong with files that the YAML names (a table that
// cannot be read) is a finding at the place that names them.
//
// Test it with a file in a temporary folder; nothing here needs a telephone.
package world
