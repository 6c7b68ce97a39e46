package sim

import (
	"bytes"
	"context"
	"errors"
	"net"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/internal/cluster"
	"github.com/ariapp/ariapp/internal/cluster/memstore"
)

var (
	errDead   = errors.New("the instance is dead")
	errNoRoom = errors.New("no space left on device")
)

// line is how one life of an instance reaches the world. When it is cut nothing
// that the instance does reaches anybody, as if it had been killed; when it is
// parted it reaches Asterisk only.
type line struct {
	world *World
	who   *Instance

	mu      sync.Mutex
	isCut   bool
	parted  bool
	refused bool
	open    []net.Conn
	answers []*answering
}

// answering is a name under which the instance answers the others.
type answering struct {
	name   string
	answer func(context.Context, []byte) []byte
	stop   func()
}

// DialContext connects to an Asterisk by its host.
func (l *line) DialContext(ctx context.Context, network, address string) (net.Conn, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.isCut {
		return nil, errDead
	}
	host, _, _ := net.SplitHostPort(address)
	conn, err := l.world.asterisks[host].DialContext(ctx, network, address)
	if err != nil {
		return nil, err
	}
	l.open = append(l.open, conn)
	return &tapped{conn, l}, nil
}

// cut ends everything.
func (l *line) cut() {
	l.part()
	l.mu.Lock()
	defer l.mu.Unlock()
	l.isCut = true
	for _, conn := range l.open {
		_ = conn.Close() // the other side notices
	}
}

// part cuts the instance off from the store and from the others.
func (l *line) part() {
	l.mu.Lock()
	l.parted = true
	answers := slices.Clone(l.answers)
	l.mu.Unlock()
	for _, a := range answers {
		a.stop()
	}
}

// heal takes part back.
func (l *line) heal() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.isCut || !l.parted {
		return
	}
	l.parted = false
	for _, a := range l.answers {
		if stop, err := l.world.post.Answer(a.name, a.answer); err == nil {
			a.stop = sync.OnceFunc(stop)
		}
	}
}

func (l *line) away() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.parted {
		return memstore.ErrAway
	}
	return nil
}

// takes tells why what the instance writes does not come to the store.
func (l *line) takes() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	switch {
	case l.parted:
		return memstore.ErrAway
	case l.refused:
		return errNoRoom
	}
	return nil
}

// refuse has the store take nothing of the instance, until it is told otherwise.
func (l *line) refuse(refused bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.refused = refused
}

// tapped is a connection to Asterisk on which is written down what the instance asks for.
type tapped struct {
	net.Conn
	line *line
}

func (t *tapped) Write(p []byte) (int, error) {
	first, _, _ := bytes.Cut(p, []byte("\r\n"))
	method, rest, _ := strings.Cut(string(first[:min(len(first), 600)]), " ")
	if method == "POST" || method == "PUT" || method == "DELETE" {
		path, _, _ := strings.Cut(rest, " ")
		_, to, _ := bytes.Cut(p, []byte(`"app":"`))
		to, _, _ = bytes.Cut(to, []byte(`"`))
		t.line.world.asked(t.line.who, method, strings.TrimPrefix(path, "/ari/"), string(to))
	}
	return t.Conn.Write(p)
}

// bucket is a bucket at the end of a line.
type bucket struct {
	cluster.Bucket
	line *line
}

func (b bucket) Get(ctx context.Context, key string) (cluster.Item, error) {
	if err := b.line.away(); err != nil {
		return cluster.Item{}, err
	}
	return b.Bucket.Get(ctx, key)
}

func (b bucket) All(ctx context.Context) ([]cluster.Item, error) {
	if err := b.line.away(); err != nil {
		return nil, err
	}
	return b.Bucket.All(ctx)
}

func (b bucket) Write(ctx context.Context, changes []cluster.Change) []cluster.Written {
	if err := b.line.takes(); err != nil {
		return slices.Repeat([]cluster.Written{{Err: err}}, len(changes))
	}
	return b.Bucket.Write(ctx, changes)
}

// post is the post at the end of a line.
type post struct {
	cluster.Post
	line *line
}

func (p post) Ask(ctx context.Context, instance string, request []byte) ([]byte, error) {
	if err := p.line.away(); err != nil {
		return nil, err
	}
	return p.Post.Ask(ctx, instance, request)
}

func (p post) Answer(instance string, answer func(context.Context, []byte) []byte) (func(), error) {
	stop, err := p.Post.Answer(instance, answer)
	if err != nil {
		return nil, err
	}
	a := &answering{instance, answer, sync.OnceFunc(stop)}
	p.line.mu.Lock()
	defer p.line.mu.Unlock()
	p.line.answers = append(p.line.answers, a)
	return func() {
		p.line.mu.Lock()
		p.line.answers = slices.DeleteFunc(p.line.answers, func(other *answering) bool { return other == a })
		p.line.mu.Unlock()
		a.stop()
	}, nil
}

// values is the store of flows at the end of a line.
type values struct {
	flows.Store
	line *line
}

func (v values) away() error {
	v.line.world.mu.Lock()
	away := v.line.world.storeAway
	v.line.world.mu.Unlock()
	if away {
		return memstore.ErrAway
	}
	return v.line.away()
}

func (v values) Get(ctx context.Context, key string) (flows.Item, error) {
	if err := v.away(); err != nil {
		return flows.Item{}, err
	}
	return v.Store.Get(ctx, key)
}

// takes is away for what changes something.
func (v values) takes() error {
	if err := v.away(); err != nil {
		return err
	}
	return v.line.takes()
}

func (v values) Put(ctx context.Context, key, value string, ttl time.Duration) (uint64, error) {
	if err := v.takes(); err != nil {
		return 0, err
	}
	return v.Store.Put(ctx, key, value, ttl)
}

func (v values) Swap(ctx context.Context, key, value string, revision uint64, ttl time.Duration) (uint64, error) {
	if err := v.takes(); err != nil {
		return 0, err
	}
	return v.Store.Swap(ctx, key, value, revision, ttl)
}

func (v values) Delete(ctx context.Context, key string) error {
	if err := v.takes(); err != nil {
		return err
	}
	return v.Store.Delete(ctx, key)
}
