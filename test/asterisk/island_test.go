//go:build linux && asterisk

package asterisk

import (
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
)

// island is a network of a test's own (a namespace of the kernel's): a process in it reaches this machine by cables, and
// nothing else. What passes through a cable that is cut is lost, and nobody is told, as between two machines.
type island struct {
	name   string
	cables int
}

// cable is a way from an island to this machine.
type cable struct {
	island *island
	// there and here are the names of its ends, inside and outside their addresses.
	there, here, inside, outside string
}

// nowhere is an address of hardware that nobody has.
const nowhere = "02:00:00:00:00:fe"

// newIsland makes one until the test ends; it needs root.
func newIsland(t *testing.T) *island {
	t.Helper()
	i := &island{name: fmt.Sprintf("ariapp-%d", os.Getpid())}
	network(t, "netns", "add", i.name)
	t.Cleanup(func() { network(t, "netns", "del", i.name) })
	network(t, "-n", i.name, "link", "set", "lo", "up")
	return i
}

// cable lays a cable, whose addresses are of a network that is for tests.
func (i *island) cable(t *testing.T) *cable {
	t.Helper()
	n := i.cables
	i.cables++
	net := fmt.Sprintf("198.18.%d.", os.Getpid()%256)
	c := &cable{island: i, there: fmt.Sprint("i", n), here: fmt.Sprintf("i%d-%d", n, os.Getpid()),
		outside: net + fmt.Sprint(4*n+1), inside: net + fmt.Sprint(4*n+2)}
	network(t, "link", "add", c.here, "type", "veth", "peer", "name", c.there, "netns", i.name)
	// With the island it would go later than that has ended, and the next test has the same name.
	t.Cleanup(func() { network(t, "link", "del", c.here) })
	network(t, "addr", "add", c.outside+"/30", "dev", c.here)
	network(t, "link", "set", c.here, "up")
	network(t, "-n", i.name, "addr", "add", c.inside+"/30", "dev", c.there)
	network(t, "-n", i.name, "link", "set", c.there, "up")
	return c
}

// cut has all that goes through the cable lost, both ways: it is sent to hardware that is not there.
func (c *cable) cut(t *testing.T) {
	t.Helper()
	network(t, "neigh", "replace", c.inside, "lladdr", nowhere, "nud", "permanent", "dev", c.here)
	network(t, "-n", c.island.name, "neigh", "replace", c.outside, "lladdr", nowhere, "nud", "permanent", "dev", c.there)
}

// mend has everything pass again.
func (c *cable) mend(t *testing.T) {
	t.Helper()
	network(t, "neigh", "del", c.inside, "dev", c.here)
	network(t, "-n", c.island.name, "neigh", "del", c.outside, "dev", c.there)
}

// command is how a program runs on the island.
func (i *island) command() []string { return []string{"ip", "netns", "exec", i.name} }

// network runs ip(8).
func network(t *testing.T, args ...string) {
	t.Helper()
	if output, err := exec.Command("ip", args...).CombinedOutput(); err != nil {
		t.Fatalf("ip %s: %v\n%s", strings.Join(args, " "), err, output)
	}
}
