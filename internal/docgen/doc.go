// Package docgen writes the pages of docs/steps from the specs of the steps, so
// that what is documented is what the compiler reads.
//
// It knows specs and Markdown and reads no files; the pages are kept in the
// repository by its test, which fails when one has drifted, and with -update
// writes them anew (`task docs`). The test also compiles every example.
package docgen
