// Package lint finds in a program what the compiler cannot call wrong, and yet no
// one can have meant: a step that no call reaches, a loop that never waits, a menu
// that falls silent.
//
// It is not the compiler: it sees only programs that compile, and changes none. It
// knows no telephone, no configuration and no disk; what stands outside of the
// flows is handed in as [Outside].
//
// Laws:
//   - A rule is one value in one file; [Rules] is the table of all. Its page, docs/rules/NAME.md, is made of it.
//   - A rule rather says nothing than something false: where a call alone could tell, it assumes the best.
//   - A finding says what is there, why it matters, and what to do.
//   - `# ariapp:ignore RULE reason` silences a rule on a line, never a fault that keeps a program from being made.
//   - A fix is offered only where the meaning cannot change.
//
// A rule's cases are in testdata/RULE: ok*.yaml, of which nothing is found, and
// err*.yaml, with what is found in err*.out; `go test ./flows/lint -update` writes
// the latter. [Rule].Bad and Good, the examples of its page, are cases too.
package lint
