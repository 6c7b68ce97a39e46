package contract

import "testing"

// law is one subtest; its name says what it proves.
type law struct {
	name  string
	prove func(*house)
}

// Run proves every law on the target, side by side, and returns when all are done.
func Run(t *testing.T, target Target) {
	t.Helper()
	t.Run("laws", func(t *testing.T) {
		for _, table := range [][]law{
			stasisLaws(), playbackLaws(), queueLaws(), hangupLaws(), refusalLaws(), leaveLaws(), socketLaws(),
			bridgeLaws(), escapeLaws(), overSocketLaws(), dialLaws(), inheritLaws(), originateLaws(), meetLaws(),
			onwardLaws(), recordLaws(), storeLaws(), snoopLaws(), deviceLaws(), takeOverLaws(),
		} {
			for _, l := range table {
				t.Run(l.name, func(t *testing.T) {
					t.Parallel()
					l.prove(newHouse(t, target))
				})
			}
		}
	})
}
