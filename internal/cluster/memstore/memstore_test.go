package memstore_test

import (
	"testing"
	"testing/synctest"

	"github.com/ariapp/ariapp/internal/cluster/clustertest"
	"github.com/ariapp/ariapp/internal/cluster/memstore"
)

// Law: memory is a store as any other.
func TestMemoryIsAStore(t *testing.T) {
	clustertest.Run(t, memstore.New())
}

// Law: it is one in a bubble too.
func TestMemoryIsAStoreInABubble(t *testing.T) {
	synctest.Test(t, func(t *testing.T) { clustertest.Run(t, memstore.New()) })
}
