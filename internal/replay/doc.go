// Package replay walks a recorded call once more, through the flows as they are
// today, and says whether it goes as it went: the same steps, or the first
// difference. What has gone as it went can be written as a test of the flows.
//
// It is no test of prompts, of web services or of the telephone: callers press
// the recorded keys, and services, tables, the store and schedules answer what
// they answered then. It makes no requests and stores nothing.
//
// Laws:
//   - What walks is what walks real calls; time is virtual, and begins when the call began.
//   - Steps, their kinds, results and ways, failures, attempts and hotkeys are compared, in order, and how the call
//     ended. Prompts that are other ones are told, and are no difference; log lines are not looked at.
//   - Keys come where they came: as long after the prompt, the attempt or the key before them as then. Prompts take as
//     long as they took.
//   - What is not recorded is never made up in silence. Keys that were hidden are tried; where none of them leads the
//     recorded way, the result is that it is not known.
//   - The same call, flows and secrets give the same result.
//
// Test with journals in testdata/journals, which the tests write anew with
// -update, and with flows of the test's own that differ from those recorded.
package replay
