package app

import (
	"context"
	"time"

	"github.com/ariapp/ariapp/flows"
)

// emptyStore keeps nothing.
type emptyStore struct{}

func (emptyStore) Get(context.Context, string) (flows.Item, error) { return flows.Item{}, nil }

func (emptyStore) Put(context.Context, string, string, time.Duration) (uint64, error) { return 1, nil }

func (emptyStore) Swap(context.Context, string, string, uint64, time.Duration) (uint64, error) {
	return 0, flows.ErrConflict
}

func (emptyStore) Delete(context.Context, string) error { return nil }
