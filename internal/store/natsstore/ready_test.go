package natsstore_test

import (
	"fmt"
	"testing"

	"github.com/ariapp/ariapp/internal/cluster"
	"github.com/ariapp/ariapp/internal/store/natsstore"
)

// BenchmarkReady is how long a daemon with its own NATS waits at its start: from nothing to the first write that
// is acknowledged, in a fresh folder and in one with 500 calls.
func BenchmarkReady(b *testing.B) {
	for _, calls := range []int{0, 500} {
		b.Run(fmt.Sprint(calls, " calls"), func(b *testing.B) {
			folder := b.TempDir()
			if calls > 0 {
				s := ready(b, folder)
				fill(b, s.Bucket("ariapp_calls", "calls"), calls)
				end(b, s)
			}
			for b.Loop() {
				b.StopTimer()
				if calls == 0 {
					folder = b.TempDir()
				}
				b.StartTimer()
				s := ready(b, folder)
				bucket := s.Bucket("ariapp_calls", "calls")
				written := bucket.Write(b.Context(), []cluster.Change{{Key: "one more", Value: []byte("v")}})[0]
				b.StopTimer()
				if written.Err == nil {
					written = bucket.Write(b.Context(), []cluster.Change{{Key: "one more", Delete: true, Revision: written.Revision}})[0]
				}
				if written.Err != nil {
					b.Fatal(written.Err)
				}
				end(b, s)
				b.StartTimer()
			}
		})
	}
}

func ready(b *testing.B, folder string) *natsstore.Store {
	b.Helper()
	s, err := natsstore.Open(natsstore.Options{Folder: folder})
	if err != nil {
		b.Fatal(err)
	}
	return s
}

func end(b *testing.B, s *natsstore.Store) {
	b.Helper()
	if err := s.Close(); err != nil {
		b.Fatal(err)
	}
}
