package natsstore_test

import (
	"bufio"
	"context"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"testing"

	"github.com/ariapp/ariapp/internal/store"
	"github.com/ariapp/ariapp/internal/store/natsstore"
)

// countsIn is the variable whose folder has this program count there instead of running its tests.
const countsIn = "ARIAPP_TEST_COUNTS_IN"

func TestMain(m *testing.M) {
	if folder := os.Getenv(countsIn); folder != "" {
		fmt.Fprintln(os.Stderr, count(folder))
		os.Exit(1)
	}
	// Those at once wait for servers, and cost little meanwhile. The command line may say otherwise.
	if err := flag.Set("test.parallel", "8"); err != nil {
		panic(err)
	}
	os.Exit(m.Run())
}

// count counts in a folder and prints each number that was acknowledged, until it is killed.
func count(folder string) error {
	opened, err := natsstore.Open(natsstore.Options{Folder: folder})
	if err != nil {
		return err
	}
	for {
		sum, err := store.Add(context.Background(), opened, "counter", 1, 0)
		if err != nil {
			return err
		}
		if _, err := fmt.Println(sum); err != nil {
			return err
		}
	}
}

// Law: a counter that was acknowledged survives a killed process, again and again, and the folder is free at once.
func TestCountersSurviveAKilledProcess(t *testing.T) {
	t.Parallel()
	folder, last := t.TempDir(), int64(0)
	for range 3 {
		last = countUntilKilled(t, folder, last+300)
		opened := open(t, natsstore.Options{Folder: folder})
		sum, err := store.Add(t.Context(), opened, "counter", 0, 0)
		must(t, err)
		if sum != last && sum != last+1 { // the last one may not have been told any more
			t.Errorf("the counter stands at %d, acknowledged was %d", sum, last)
		}
		last = sum
		closed(t, opened)
	}
}

// countUntilKilled has another process count to at least want, kills it, and is what it told last.
func countUntilKilled(t *testing.T, folder string, want int64) int64 {
	t.Helper()
	command := exec.CommandContext(t.Context(), os.Args[0])
	command.Env = append(os.Environ(), countsIn+"="+folder)
	command.Stderr = t.Output()
	output, err := command.StdoutPipe()
	must(t, err)
	must(t, command.Start())
	var last int64
	for lines := bufio.NewScanner(output); lines.Scan(); {
		sum, err := strconv.ParseInt(lines.Text(), 10, 64)
		if err != nil {
			break // half a line
		}
		if last = sum; last == want {
			must(t, command.Process.Kill())
		}
	}
	if err := command.Wait(); err == nil || last < want {
		t.Fatalf("it counted to %d, want %d, and ended with %v", last, want, err)
	}
	return last
}
