package prompts

import (
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"sync"
	"time"

	"github.com/ariapp/ariapp/internal/audio"
)

// Server gives the sounds of the current catalogue and of those before to
// Asterisk. The zero value has none and is ready.
type Server struct {
	// Logger hears of prompts that cannot be served; nobody if nil.
	Logger *slog.Logger

	mu      sync.RWMutex
	current *Catalogue
	served  map[string]served
}

// served is a sound at an address; one of a replaced catalogue has an end.
type served struct {
	cache audio.Cache
	key   string
	until time.Time
}

// Publish makes a catalogue the current one. Addresses that only those before
// have are served for [KeepOld] more.
func (s *Server) Publish(c *Catalogue) {
	s.mu.Lock()
	defer s.mu.Unlock()
	now, next := time.Now(), map[string]served{}
	for path, old := range s.served {
		if old.until.IsZero() {
			old.until = now.Add(KeepOld)
		}
		if now.Before(old.until) {
			next[path] = old
		}
	}
	for path, key := range c.files() {
		next[path] = served{cache: c.cache, key: key}
	}
	s.current, s.served = c, next
}

// Current is the catalogue published last; nil before the first.
func (s *Server) Current() *Catalogue {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.current
}

func (s *Server) find(path string) (served, bool) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	one, found := s.served[path]
	return one, found && (one.until.IsZero() || time.Now().Before(one.until))
}

// Handler answers GET and HEAD below /prompts/.
func (s *Server) Handler() http.Handler { return http.HandlerFunc(s.answer) }

func (s *Server) answer(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		http.Error(w, "only GET and HEAD", http.StatusMethodNotAllowed)
		return
	}
	one, found := s.find(r.URL.Path)
	if !found {
		http.NotFound(w, r)
		return
	}
	path := one.cache.Path(one.key)
	file, err := os.Open(path)
	if err != nil {
		if s.Logger != nil {
			s.Logger.Error("a prompt cannot be served, callers do not hear it", "address", r.URL.Path, "error", err)
		}
		http.Error(w, "the sound cannot be read", http.StatusInternalServerError)
		return
	}
	now := time.Now()
	_ = os.Chtimes(path, now, now) // it is in use: no sweep shall take it
	defer func() { _ = file.Close() }()
	header := w.Header()
	header.Set("Content-Type", "audio/wav")
	header.Set("ETag", `"`+one.key[:textDigits]+`"`)
	header.Set("Cache-Control", fmt.Sprintf("max-age=%d, immutable", cacheSeconds))
	http.ServeContent(w, r, "", time.Time{}, file)
}
