package suite

import "github.com/ariapp/ariapp/flows/scenario"

// asked is what came of a file's tests, as far as its stubs are concerned.
type asked map[*File][]*scenario.Result

func (a asked) add(file *File, r *scenario.Result) {
	a[file] = append(a[file], &scenario.Result{Case: r.Case, Hits: r.Hits})
}

// idle are failures, as of one more test of each file, for the stubs that all
// tests of a file share and none has asked. It is the truth only behind all tests.
func (s *Suite) idle(a asked) []*Done {
	var all []*Done
	for _, file := range s.Files {
		if file.parsed == nil || len(a[file]) == 0 {
			continue
		}
		failures := file.parsed.Unused(a[file])
		if len(failures) == 0 {
			continue
		}
		one := &scenario.Case{Name: "the stubs that all tests share", Pos: failures[0].Pos}
		done := &Done{File: file, Result: &scenario.Result{Case: one, Failures: failures}}
		for _, failure := range failures {
			done.Failures = append(done.Failures, Failure{Failure: failure})
		}
		all = append(all, done)
	}
	return all
}
