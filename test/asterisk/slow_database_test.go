//go:build linux && asterisk

package asterisk

import (
	"net"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/jackc/pgx/v5/pgproto3"
)

// slowDatabase speaks as PostgreSQL does, as far as lookups need it: the first query is never answered, each later one
// with one row, {said: done}.
type slowDatabase struct {
	listener net.Listener
	asked    atomic.Int32
	serving  sync.WaitGroup
	mu       sync.Mutex
	conns    []net.Conn
}

// textType is PostgreSQL's number of the type text.
const textType = 25

// newSlowDatabase is one until the test ends.
func newSlowDatabase(t *testing.T) *slowDatabase {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	d := &slowDatabase{listener: listener}
	d.serving.Go(d.accept)
	t.Cleanup(func() {
		_ = listener.Close()
		d.mu.Lock()
		for _, conn := range d.conns {
			_ = conn.Close()
		}
		d.mu.Unlock()
		d.serving.Wait()
	})
	return d
}

// dsn is how it is reached.
func (d *slowDatabase) dsn() string {
	return "postgres://ivr:secret@" + d.listener.Addr().String() + "/shop?sslmode=disable"
}

func (d *slowDatabase) accept() {
	for {
		conn, err := d.listener.Accept()
		if err != nil {
			return
		}
		d.mu.Lock()
		d.conns = append(d.conns, conn)
		d.mu.Unlock()
		d.serving.Go(func() {
			defer conn.Close()
			d.speak(pgproto3.NewBackend(conn, conn))
		})
	}
}

// speak serves one connection.
func (d *slowDatabase) speak(to *pgproto3.Backend) {
	first, err := to.ReceiveStartupMessage()
	if _, begins := first.(*pgproto3.StartupMessage); err != nil || !begins {
		return // a query is taken back
	}
	to.Send(&pgproto3.AuthenticationOk{})
	to.Send(&pgproto3.ReadyForQuery{TxStatus: 'I'})
	for to.Flush() == nil {
		said, err := to.Receive()
		if err != nil {
			return
		}
		switch said.(type) {
		case *pgproto3.Query:
			to.Send(&pgproto3.CommandComplete{CommandTag: []byte("SET")})
			to.Send(&pgproto3.ReadyForQuery{TxStatus: 'I'})
		case *pgproto3.Parse:
			to.Send(&pgproto3.ParseComplete{})
		case *pgproto3.Describe:
			to.Send(&pgproto3.ParameterDescription{ParameterOIDs: []uint32{textType}})
			to.Send(&pgproto3.RowDescription{Fields: []pgproto3.FieldDescription{
				{Name: []byte("said"), DataTypeOID: textType, DataTypeSize: -1, TypeModifier: -1}}})
		case *pgproto3.Bind:
			to.Send(&pgproto3.BindComplete{})
		case *pgproto3.Execute:
			if d.asked.Add(1) == 1 {
				_, _ = to.Receive() // until the other side has gone, behind its Sync
				_, _ = to.Receive()
				return
			}
			to.Send(&pgproto3.DataRow{Values: [][]byte{[]byte("done")}})
			to.Send(&pgproto3.CommandComplete{CommandTag: []byte("SELECT 1")})
		case *pgproto3.Sync:
			to.Send(&pgproto3.ReadyForQuery{TxStatus: 'I'})
		}
	}
}
