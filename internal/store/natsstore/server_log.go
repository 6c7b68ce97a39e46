package natsstore

import (
	"fmt"
	"log/slog"
	"strings"
	"sync"
)

// serverLog hands on what the server inside says. What it notices in passing is
// of interest to who looks for a fault only; and a fatal error ends no process.
type serverLog struct {
	log *slog.Logger

	mu   sync.Mutex
	died string
	torn string // why nothing can be written any more
}

// Noticef logs what the server does.
func (l *serverLog) Noticef(format string, values ...any) {
	l.log.Debug("the store's server", "says", fmt.Sprintf(format, values...))
}

// Warnf logs what may be wrong.
func (l *serverLog) Warnf(format string, values ...any) {
	text := fmt.Sprintf(format, values...)
	l.log.Warn("the store's server", "says", text)
	l.note(text)
}

// Errorf logs what is wrong.
func (l *serverLog) Errorf(format string, values ...any) {
	text := fmt.Sprintf(format, values...)
	l.log.Error("the store's server", "says", text)
	l.note(text)
}

// note keeps the first reason why the server writes nothing any more: it says so here and to nobody else.
func (l *serverLog) note(text string) {
	signs := []string{"Critical write error: ", "failed to store a msg ", "disabling JetStream: ", "DISABLED"}
	for _, sign := range signs {
		if _, reason, ok := strings.Cut(text, sign); ok {
			if reason == "" {
				reason = text
			}
			l.mu.Lock()
			defer l.mu.Unlock()
			if l.torn == "" {
				l.torn = reason
			}
			return
		}
	}
}

// Fatalf logs and keeps why the server cannot start.
func (l *serverLog) Fatalf(format string, values ...any) {
	text := fmt.Sprintf(format, values...)
	l.log.Error("the store's server", "says", text)
	l.mu.Lock()
	defer l.mu.Unlock()
	l.died = text
}

// Debugf is nothing, as the server is not asked for it.
func (*serverLog) Debugf(string, ...any) {}

// Tracef is nothing, as the server is not asked for it.
func (*serverLog) Tracef(string, ...any) {}

func (l *serverLog) fatal() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.died
}

// tornBy is why the server writes nothing any more, "" while it does.
func (l *serverLog) tornBy() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.torn
}

// whole forgets what was wrong.
func (l *serverLog) whole() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.torn = ""
}
