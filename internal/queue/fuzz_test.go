package queue

import (
	"testing"

	"pgregory.net/rapid"
)

// Law: no history breaks the laws, nor the engine.
func FuzzHistory(f *testing.F) {
	f.Add([]byte("a history"))
	f.Fuzz(rapid.MakeFuzz(history))
}
