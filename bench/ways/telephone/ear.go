package telephone

import (
	"errors"
	"fmt"
	"net"
	"sync"
	"time"
)

// ear takes the sound of one call, and keeps when it came.
type ear struct {
	conn *net.UDPConn
	read sync.WaitGroup

	mu       sync.Mutex
	arrivals []time.Time
}

// errNothing tells that a call was silent behind its key.
var errNothing = errors.New("no sound behind the key")

func openEar(host net.IP) (*ear, error) {
	conn, err := net.ListenUDP("udp", &net.UDPAddr{IP: host})
	if err != nil {
		return nil, fmt.Errorf("listening: %w", err)
	}
	e := &ear{conn: conn}
	e.read.Go(e.listen)
	return e, nil
}

func (e *ear) port() int { return e.conn.LocalAddr().(*net.UDPAddr).Port }

func (e *ear) listen() {
	data := make([]byte, messageMax)
	for {
		if _, err := e.conn.Read(data); err != nil {
			return
		}
		e.mu.Lock()
		e.arrivals = append(e.arrivals, time.Now())
		e.mu.Unlock()
	}
}

// after is from a moment to the first sound behind it.
func (e *ear) after(moment time.Time) (time.Duration, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	for _, at := range e.arrivals {
		if at.After(moment) {
			return at.Sub(moment), nil
		}
	}
	return 0, errNothing
}

func (e *ear) close() {
	_ = e.conn.Close()
	e.read.Wait()
}
