//go:build postgres

package records

import (
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/ariapp/ariapp/flows"
)

// cable leads from an address of this machine to a database, and can be pulled.
type cable struct {
	t        *testing.T
	to       [2]string
	address  string
	listener net.Listener
	mu       sync.Mutex
	open     []net.Conn
	waits    sync.WaitGroup
}

// plug leads the cable to the database again.
func (c *cable) plug() {
	c.t.Helper()
	if c.address == "" {
		c.address = "127.0.0.1:0"
	}
	var err error
	if c.listener, err = net.Listen("tcp", c.address); err != nil {
		c.t.Fatal(err)
	}
	c.address = c.listener.Addr().String()
	listener := c.listener
	c.waits.Go(func() {
		for {
			near, err := listener.Accept()
			if errors.Is(err, net.ErrClosed) {
				return
			}
			far, dialled := net.Dial(c.to[0], c.to[1])
			if err != nil || dialled != nil {
				c.t.Error(err, dialled)
				return
			}
			c.mu.Lock()
			c.open = append(c.open, near, far)
			c.mu.Unlock()
			c.waits.Go(func() { _, _ = io.Copy(near, far) }) // ends when the cable is pulled
			c.waits.Go(func() { _, _ = io.Copy(far, near) })
		}
	})
}

// pull breaks all connections off, and takes no new ones.
func (c *cable) pull() {
	_ = c.listener.Close()
	c.mu.Lock()
	for _, one := range c.open {
		_ = one.Close()
	}
	c.open = nil
	c.mu.Unlock()
	c.waits.Wait()
}

// Law: while PostgreSQL cannot be reached records wait, and that is told; when it can be again all are there, once.
func TestPostgresIsAway(t *testing.T) {
	p := inPostgres(t)
	config, err := pgx.ParseConfig(string(p.dsn))
	if err != nil {
		t.Fatal(err)
	}
	network, address := pgconn.NetworkAddress(config.Host, config.Port)
	c := &cable{t: t, to: [2]string{network, address}}
	c.plug()
	by := url.URL{Scheme: "postgres", User: url.UserPassword(config.User, config.Password), Host: c.address,
		Path: "/" + config.Database, RawQuery: "sslmode=disable&search_path=" + config.RuntimeParams["search_path"]}
	r, err := Open(Options{Folder: p.folder, DSN: DSN(by.String()), Events: true})
	if err != nil {
		t.Fatal(err)
	}
	talk := func(from, to int) {
		for i := from; i < to; i++ {
			r.Begin(caller(fmt.Sprint("1.", i))).End(flows.Outcome{Status: flows.Ended}, true)
		}
	}
	talk(0, 100)
	awaitRows(t, p, 100)
	c.pull()
	talk(100, 400)
	await(t, "trouble", func() bool { return r.Trouble() != nil })
	c.plug()
	talk(400, 500)
	awaitRows(t, p, 500)
	await(t, "an end of it", func() bool { return r.Trouble() == nil })
	closed(t, r)
	c.pull()
}

func awaitRows(t *testing.T, p place, want int) {
	t.Helper()
	await(t, fmt.Sprint(want, " rows"), func() bool {
		reader := p.reader(t)
		got := 0
		for _, err := range reader.Ended(t.Context(), Filter{}) {
			if errors.Is(err, ErrNone) {
				return false
			}
			if err != nil {
				t.Fatal(err)
			}
			got++
		}
		return got == want
	})
}

// await waits until something has come about.
func await(t *testing.T, what string, about func() bool) {
	t.Helper()
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	deadline := time.After(60 * time.Second)
	for !about() {
		select {
		case <-tick.C:
		case <-deadline:
			t.Fatalf("there is no %s", what)
		}
	}
}
