package fakeari_test

import (
	"flag"
	"os"
	"testing"
)

// TestMain has more tests run at once than there are cores, unless the command line says how many: those of the contract
// wait for what Asterisk takes its time with, and cost nothing meanwhile.
func TestMain(m *testing.M) {
	if err := flag.Set("test.parallel", "8"); err != nil {
		panic(err)
	}
	os.Exit(m.Run())
}
