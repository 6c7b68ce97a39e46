package natsstore_test

import (
	"bytes"
	"fmt"
	"testing"

	"github.com/ariapp/ariapp/internal/cluster"
	"github.com/ariapp/ariapp/internal/cluster/clustertest"
	"github.com/ariapp/ariapp/internal/store/natsstore"
)

// Law: a bucket in a folder, and one in a cluster, are stores as any other.
func TestBucketsAreStores(t *testing.T) {
	_, port := serving(t, t.TempDir(), -1)
	for name, opts := range map[string]natsstore.Options{
		"folder": {Folder: t.TempDir()}, "cluster": {URL: urlOf(port, "hunter2")},
	} {
		t.Run(name, func(t *testing.T) {
			clustertest.Run(t, open(t, opts).Bucket("ariapp_calls", "calls"))
		})
	}
}

// Law: what is written is there after the process, and seen by all who use a cluster.
func TestBucketsLast(t *testing.T) {
	folder := t.TempDir()
	s := open(t, natsstore.Options{Folder: folder})
	written := s.Bucket("ariapp_calls", "calls").Write(t.Context(), []cluster.Change{{Key: "a b", Value: []byte("x")}})
	must(t, written[0].Err)
	must(t, s.Close())
	again := open(t, natsstore.Options{Folder: folder})
	all, err := again.Bucket("ariapp_calls", "calls").All(t.Context())
	must(t, err)
	if len(all) != 1 || all[0].Key != "a b" || string(all[0].Value) != "x" || all[0].Revision != written[0].Revision {
		t.Errorf("after the restart: %+v", all)
	}
}

// BenchmarkBucketWrite is the whole cost of writing one record among 20 at a time, client and server.
func BenchmarkBucketWrite(b *testing.B) {
	s, err := natsstore.Open(natsstore.Options{Folder: b.TempDir()})
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	bucket := s.Bucket("ariapp_calls", "calls")
	const calls = 20
	changes := make([]cluster.Change, calls)
	for i := range changes {
		changes[i] = cluster.Change{Key: fmt.Sprintf("asterisk/1700000000.%d", i), Value: bytes.Repeat([]byte("v"), 2000)}
	}
	for b.Loop() {
		for i, written := range bucket.Write(b.Context(), changes) {
			if written.Err != nil {
				b.Fatal(written.Err)
			}
			changes[i].Revision = written.Revision
		}
	}
	b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N)/calls, "µs/record")
}
