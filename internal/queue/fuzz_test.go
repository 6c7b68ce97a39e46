package queue

import (
	"crypto/sha256"
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"
)

// enough is as many bytes as no history draws.
const enough = 1 << 18

// Law: no history breaks the laws, nor the engine.
func FuzzHistory(f *testing.F) {
	play := rapid.MakeFuzz(history)
	f.Add([]byte("a history"))
	f.Fuzz(func(t *testing.T, data []byte) {
		rest := make([]byte, enough) // what is drawn beyond the data: a history that ended with it would be skipped
		_, _ = rand.NewChaCha8(sha256.Sum256(data)).Read(rest)
		play(t, append(data, rest...))
	})
}
