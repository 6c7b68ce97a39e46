package fuzz_test

import (
	"os"
	"runtime/debug"
	"testing"
)

// TestMain lets garbage gather: these tests make tens of thousands of calls, of which next to nothing stays.
func TestMain(m *testing.M) {
	debug.SetGCPercent(400)
	os.Exit(m.Run())
}
