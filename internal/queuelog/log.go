package queuelog

import (
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/ariapp/ariapp/internal/queue"
)

// Options say where a Log is.
type Options struct {
	// Path is the file's.
	Path string
	// MaxFile is how many bytes it may have before it is put aside as PATH.1, 0 for no bound; Keep is how many of those
	// are kept.
	MaxFile int64
	Keep    int
	// Log is told when the disk takes nothing; nil is silence.
	Log *slog.Logger
}

// Log is a queue_log.
type Log struct {
	opts  Options
	lines chan string
	quit  chan struct{}
	done  chan struct{}
	end   sync.Once

	mu   sync.Mutex
	book *book
	lost int64
	over bool
	err  error // that of the last lines; read it after done
}

// Open opens the file, and writes that queues begin.
func Open(opts Options) (*Log, error) {
	if opts.Path == "" {
		return nil, errors.New("opening queue_log: it has no path")
	}
	if opts.Log == nil {
		opts.Log = slog.New(slog.DiscardHandler)
	}
	if err := os.MkdirAll(filepath.Dir(opts.Path), 0o750); err != nil {
		return nil, fmt.Errorf("opening queue_log: %w", err)
	}
	f := &file{path: opts.Path, most: opts.MaxFile, keep: opts.Keep}
	if err := f.open(); err != nil {
		return nil, fmt.Errorf("opening queue_log: %w", err)
	}
	l := &Log{opts: opts, lines: make(chan string, linesMost), quit: make(chan struct{}), done: make(chan struct{}),
		book: newBook()}
	l.put(line(time.Now(), "", "", "", "QUEUESTART"))
	go func() {
		defer close(l.done)
		l.err = l.write(f)
	}()
	return l, nil
}

// Tell takes a fact. It never waits.
func (l *Log) Tell(f queue.Fact) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, text := range l.book.lines(f) {
		l.put(text)
	}
}

// Reloaded writes that other rules are in force.
func (l *Log) Reloaded(at time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.put(line(at, "", "", "", "CONFIGRELOAD"))
}

// Lost is how many lines were not written.
func (l *Log) Lost() int64 {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.lost
}

// put has a line written; the lock is held.
func (l *Log) put(text string) {
	if l.over {
		l.lost++
		return
	}
	select {
	case l.lines <- text:
	default:
		l.lost++
	}
}

// Close writes what was told, and closes the file.
func (l *Log) Close() error {
	l.mu.Lock()
	l.over = true
	l.mu.Unlock()
	l.end.Do(func() { close(l.quit) })
	<-l.done
	return l.err
}

// write writes lines until the log is closed.
func (l *Log) write(f *file) error {
	for {
		select {
		case text := <-l.lines:
			l.batch(f, text)
		case <-l.quit:
			for {
				select {
				case text := <-l.lines:
					l.batch(f, text)
					continue
				default:
				}
				return errors.Join(f.failing, f.close())
			}
		}
	}
}

// batch writes a line with those that wait behind it.
func (l *Log) batch(f *file, text string) {
	lines := []string{text}
	for range linesMost {
		select {
		case text := <-l.lines:
			lines = append(lines, text)
			continue
		default:
		}
		break
	}
	before := f.failing
	if err := f.write(time.Now(), lines); err != nil {
		l.mu.Lock()
		l.lost += int64(len(lines))
		l.mu.Unlock()
		if before == nil {
			l.opts.Log.Error("the queue_log cannot be written", "path", f.path, "error", err)
		}
	} else if before != nil {
		l.opts.Log.Info("the queue_log is written again", "path", f.path, "lost", l.Lost())
	}
}
