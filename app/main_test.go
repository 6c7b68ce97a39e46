package app

import (
	"os"
	"runtime/debug"
	"testing"
)

// TestMain lets garbage gather: these tests begin hundreds of daemons, of which nothing stays.
func TestMain(m *testing.M) {
	debug.SetGCPercent(400)
	os.Exit(m.Run())
}
