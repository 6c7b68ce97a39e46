package filestore

import (
	"os"
	"testing"
)

// SegmentMin is what tests fill.
const SegmentMin = segmentMin

// Spoil has the file take nothing more, as one on a disk that is full; Mend has it take changes again.
func (b *Bucket) Spoil(t *testing.T) { b.reopen(t, os.O_RDONLY) }

// Mend is the end of Spoil.
func (b *Bucket) Mend(t *testing.T) { b.reopen(t, os.O_RDWR) }

func (b *Bucket) reopen(t *testing.T, how int) {
	t.Helper()
	b.mu.Lock()
	defer b.mu.Unlock()
	file, err := os.OpenFile(b.now.name, how, 0)
	if err != nil {
		t.Fatal(err)
	}
	_ = b.now.file.Close()
	b.now.file = file
}
