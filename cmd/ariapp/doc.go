// Command ariapp answers telephone calls as ivr.yaml says.
//
// Every command is one file with its flags and its output, and no logic: that
// is in the packages it calls. The table of commands is in root.go. Results go
// to the standard output, everything else to the standard error; the exit code
// tells the family of an error (exit_code.go, docs/exit-codes.md).
//
// Commands take their streams from [streams], so that tests hand in their own;
// each has scripts in testdata/script that run the built program.
package main
