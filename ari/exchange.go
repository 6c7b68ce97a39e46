package ari

import (
	"context"
	"fmt"
	"strconv"
	"sync"
)

// An exchange is one socket of a WebSocketTransport with the requests that wait on it.
type exchange struct {
	socket *socket
	ended  chan struct{} // closed when the reader has ended
	err    error         // why; read it after ended

	mu      sync.Mutex
	waiting map[string]chan<- *Response
	sent    uint64
	retired bool
}

func newExchange(s *socket) *exchange {
	return &exchange{socket: s, ended: make(chan struct{}), waiting: map[string]chan<- *Response{}}
}

// read hands each answer to its request until the socket fails or is closed.
func (x *exchange) read() {
	defer close(x.ended)
	for {
		_, message, err := x.socket.Read(context.Background())
		if err != nil {
			x.err = fmt.Errorf("reading responses: %w", err)
			x.retire()
			_ = x.socket.CloseNow()
			return
		}
		// What is no answer is the socket's own application at work, which nobody listens to.
		if event, err := DecodeEvent(message); err == nil {
			if answer, ok := event.(*RESTResponse); ok {
				x.answer(answer)
			}
		}
	}
}

func (x *exchange) answer(answer *RESTResponse) {
	response := &Response{Status: answer.StatusCode}
	if answer.MessageBody != nil {
		response.Body = []byte(*answer.MessageBody)
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	if waiter, ok := x.waiting[answer.TransactionID]; ok {
		delete(x.waiting, answer.TransactionID) // a second answer of the same id would block
		waiter <- response
	}
}

// expect makes an id and the place where its answer comes; not ok means that the socket is of no more use.
func (x *exchange) expect() (id string, answer <-chan *Response, ok bool) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.retired {
		return "", nil, false
	}
	place := make(chan *Response, 1)
	x.sent++
	id = strconv.FormatUint(x.sent, 10)
	x.waiting[id] = place
	return id, place, true
}

// forget ends the wait for an answer. The last one turns out the light on a retired socket.
func (x *exchange) forget(id string) {
	x.mu.Lock()
	delete(x.waiting, id)
	last := x.retired && len(x.waiting) == 0
	x.mu.Unlock()
	if last {
		_ = x.socket.raw.Close()
	}
}

// retire keeps new requests from the socket, and has it closed as soon as nobody waits on it.
func (x *exchange) retire() {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.retired = true
}
