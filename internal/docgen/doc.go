// Package docgen writes the pages of docs/steps from the specs of the steps, and
// those of docs/rules from the rules, so that what is documented is what the
// compiler reads and check finds.
//
// It knows specs, rules and Markdown and reads no files; the pages are kept in the
// repository by its test, which fails when one has drifted, and with -update
// writes them anew (`task docs`). The test also compiles every example.
package docgen
