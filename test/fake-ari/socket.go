package fakeari

import (
	"context"
	"encoding/json"
	"net/http"
	"sync"
	"time"

	"github.com/coder/websocket"
)

// session is one event WebSocket: a reader, which is the request's handler, and a
// writer with its queue.
type session struct {
	server *Server
	apps   []string
	conn   *conn
	ready  chan struct{} // capacity one: there is something in the queue

	mu    sync.Mutex
	queue []any
	deaf  bool // stalled: what is sent is lost
}

// send puts a message at the end of the socket's queue. A socket that does not take
// its messages is cut, as the real one does after its write timeout.
func (se *session) send(message any) {
	se.mu.Lock()
	overrun := len(se.queue) >= socketQueueMax
	if !se.deaf && !overrun {
		se.queue = append(se.queue, message)
	}
	se.mu.Unlock()
	if overrun {
		_ = se.conn.Close()
	}
	select {
	case se.ready <- struct{}{}:
	default:
	}
}

func (se *session) take() []any {
	se.mu.Lock()
	defer se.mu.Unlock()
	batch := se.queue
	se.queue = nil
	return batch
}

func (se *session) setDeaf(deaf bool) {
	se.mu.Lock()
	defer se.mu.Unlock()
	se.deaf = deaf
}

// serveSocket runs an event socket. The applications are registered before the
// handshake is answered, so that no event falls between.
func (s *Server) serveSocket(w http.ResponseWriter, r *http.Request, a *ask) {
	names := a.params.list("app")
	if len(names) == 0 {
		writeReply(w, failed(http.StatusBadRequest, "Missing parameter app"))
		return
	}
	se := &session{server: s, apps: names, ready: make(chan struct{}, 1)}
	se.conn, _ = r.Context().Value(connKey{}).(*conn)
	if !s.openSession(se, a) {
		writeReply(w, failed(http.StatusServiceUnavailable, "Asterisk not booted"))
		return
	}
	defer s.work.Done()
	defer s.closeSession(se)
	ws, err := websocket.Accept(w, r, &websocket.AcceptOptions{
		Subprotocols: []string{"ari"}, InsecureSkipVerify: true,
	})
	if err != nil {
		return
	}
	defer s.drop(se.conn)
	ws.SetReadLimit(messageMax)
	ctx, cancel := context.WithCancel(context.Background())
	var writer sync.WaitGroup
	writer.Go(func() { se.write(ctx, ws) })
	se.read(ctx, ws, r)
	cancel()
	_ = ws.CloseNow()
	writer.Wait()
}

// openSession puts the socket into the world; the handler is then waited for.
func (s *Server) openSession(se *session, a *ask) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed || s.isDown() {
		return false
	}
	s.work.Add(1)
	s.remember(&Request{
		At: time.Now(), Operation: "events.eventWebsocket", Method: a.method, Path: a.path,
		Query: a.query, Status: http.StatusSwitchingProtocols, Transport: a.transport,
	})
	s.sessions[se] = struct{}{}
	for _, name := range se.apps {
		s.register(name, se, a.params.flag("subscribeAll"))
	}
	s.notify()
	return true
}

// closeSession takes from the world what the socket still served.
func (s *Server) closeSession(se *session) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.sessions, se)
	for _, name := range se.apps {
		if app := s.apps[name]; app != nil && app.session == se {
			s.deactivate(app)
		}
	}
	s.notify()
}

// read takes one message after another; each is answered before the next is read.
func (se *session) read(ctx context.Context, ws *websocket.Conn, r *http.Request) {
	for {
		kind, text, err := ws.Read(ctx)
		if err != nil {
			return
		}
		if kind != websocket.MessageText {
			continue
		}
		response := se.answer(ctx, text, r)
		if se.mayAnswer() {
			se.send(response)
		}
	}
}

// write sends what is in the queue, and gives the socket up when it does not go.
func (se *session) write(ctx context.Context, ws *websocket.Conn) {
	for {
		select {
		case <-se.ready:
		case <-ctx.Done():
			return
		}
		for _, message := range se.take() {
			text, err := json.Marshal(message)
			if err != nil {
				panic("fakeari: a message does not become JSON: " + err.Error())
			}
			if !se.writeOne(ctx, ws, text) {
				_ = ws.CloseNow()
				return
			}
		}
	}
}

func (se *session) writeOne(ctx context.Context, ws *websocket.Conn, text []byte) bool {
	limit, cancel := context.WithTimeout(ctx, writeWait)
	defer cancel()
	return ws.Write(limit, websocket.MessageText, text) == nil
}
