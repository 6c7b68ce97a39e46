// Package suite runs test files: it finds them, loads each with the ivr.yaml
// that it tests, runs the cases beside each other, and tells what came of them
// as text, JSON and JUnit's XML, with the coverage of the flows.
//
// What a test says, and how a call is walked, is flows/scenario; what of the
// flows was taken is internal/coverage. Here is what these two do not know:
// files, folders, processors, reports. It knows no command line and no exit code.
//
// Laws:
//   - Nothing is passed over in silence: a file with findings, a path without
//     tests and a selection of none are told.
//   - Results come in the order of the files, whatever the order in which cases
//     end; the same files and seed give the same bytes.
//   - What is wrong with a test file is a finding, what a call did otherwise is
//     a failure, what keeps files from being read is an error.
//   - Nothing is written but golden traces, and those only when asked for.
//
// Test with files in a temporary folder.
package suite
