package voicemail

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"path/filepath"
	"sync"
	"time"

	"github.com/ariapp/ariapp/internal/voicemail/mail"
)

// Asterisks are those whose callers leave messages. Any goroutine may use them.
type Asterisks interface {
	// Fetch reads a recording that an Asterisk keeps; it fails with [ErrNoRecording] when it keeps none of that name.
	Fetch(ctx context.Context, asterisk, recording string) (io.ReadCloser, error)
	// Stop ends a recording that is under way, and tells whether it was; one that is not is no error.
	Stop(ctx context.Context, asterisk, recording string) (was bool, err error)
	// Delete deletes a recording; one that is not there is no error.
	Delete(ctx context.Context, asterisk, recording string) error
	// Lamp sets the state of a device on all of them: INUSE for on, NOT_INUSE for off.
	Lamp(ctx context.Context, device string, on bool) error
}

// ErrNoRecording tells that an Asterisk keeps no recording of that name.
var ErrNoRecording = errors.New("there is no such recording")

// Options are where messages are kept.
type Options struct {
	// Folder is where sounds are, and the index unless DSN names a database of PostgreSQL.
	Folder, DSN string
	// Asterisks may be nil: then nothing is fetched, and no lamp lit.
	Asterisks Asterisks
	// Call tells whether the call of a message that a process before this one has promised goes on, or will be taken
	// up, and whether another instance has it. nil is for no.
	Call func(ctx context.Context, asterisk, call string) (goesOn, elsewhere bool, err error)
	// Serve makes the URL under which an Asterisk that does not keep a recording plays a file of the folder; nil
	// for none.
	Serve func(file string) string
	// Send sends letters; nil for [mail.Send].
	Send func(ctx context.Context, server mail.Server, letter mail.Letter) error
	// Log is told of what goes wrong; nil is silence.
	Log *slog.Logger
	// Now is the time, nil for [time.Now].
	Now func() time.Time
}

// Post is what a process knows of voicemail. A nil one knows nothing.
type Post struct {
	opts  Options
	index index
	// far is the index where that may be away, nil where it is in memory.
	far   *distant
	notes *notebook
	wake  chan struct{}
	// soon is when there is something to do before the next round; it is Run's alone.
	soon time.Time

	mu       sync.Mutex
	settings Settings
	// dim are mailboxes whose lamp may not show what is in them.
	dim map[string]bool
}

// Open opens the index; it is made where it is not there. A database of
// PostgreSQL that is away is no error: [Post.Run] looks for it, [Post.Trouble]
// tells, and messages are noted in the folder meanwhile.
func Open(ctx context.Context, opts Options) (*Post, error) {
	open, err := opener(opts.DSN, opts.database())
	if err != nil {
		return nil, fmt.Errorf("opening the mailboxes: %w", err)
	}
	p := newPost(opts, nil)
	if p.notes, err = openNotebook(filepath.Join(opts.Folder, "places"), p.opts.Log); err != nil {
		return nil, fmt.Errorf("opening the mailboxes: %w", err)
	}
	opening, cancel := context.WithTimeout(ctx, openTime)
	defer cancel()
	inner, err := open(opening)
	if err != nil && (!isDistance(err) || ctx.Err() != nil || !isPostgres(opts.DSN)) {
		return nil, fmt.Errorf("opening the mailboxes: %w", err)
	}
	p.reachBy(open, inner, err)
	return p, nil
}

// reachBy has the post use an index that may be away: inner, or none yet, and why.
func (p *Post) reachBy(open func(context.Context) (index, error), inner index, why error) {
	p.far = &distant{open: open, now: p.opts.Now, inner: inner, why: why, next: p.opts.Now().Add(lookFirst),
		pause: lookFirst,
		lost: func(err error) {
			p.opts.Log.Error("the index of the mailboxes is away: messages are noted on disk", "error", err)
			p.poke()
		}}
	p.index = p.far
	if why != nil {
		p.far.lost(why)
	}
}

// Trouble tells why nobody can look into mailboxes at present, nil when they can.
func (p *Post) Trouble() error {
	if p == nil || p.far == nil {
		return nil
	}
	return p.far.trouble()
}

// NewMemory keeps messages as long as the process lives, for simulated calls and tests.
func NewMemory(opts Options) *Post { return newPost(opts, newMemoryIndex()) }

func newPost(opts Options, index index) *Post {
	opts.Log = cmp.Or(opts.Log, slog.New(slog.DiscardHandler))
	if opts.Send == nil {
		opts.Send = mail.Send
	}
	if opts.Now == nil {
		opts.Now = time.Now
	}
	return &Post{opts: opts, index: index, notes: &notebook{all: map[string]*noted{}}, wake: make(chan struct{}, 1),
		dim: map[string]bool{}}
}

// Use has letters and lamps follow a version's settings from now on.
func (p *Post) Use(settings Settings) {
	p.mu.Lock()
	p.settings = settings
	p.mu.Unlock()
	p.Relight()
}

// Relight has all lamps be set anew, as an Asterisk has forgotten them that was started.
func (p *Post) Relight() {
	p.mu.Lock()
	for _, b := range p.settings.Boxes {
		p.dim[b.Number] = true
	}
	p.mu.Unlock()
	p.poke()
}

// changed has the lamp of a mailbox follow, and work be looked for.
func (p *Post) changed(box string) {
	p.mu.Lock()
	p.dim[box] = true
	p.mu.Unlock()
	p.poke()
}

func (p *Post) poke() {
	select {
	case p.wake <- struct{}{}:
	default:
	}
}

// current are the settings that letters and lamps follow.
func (p *Post) current() Settings {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.settings
}

// Close closes the index. Nobody may use the post any more.
func (p *Post) Close() error {
	if p == nil {
		return nil
	}
	return p.index.close()
}
