package natsstore

import (
	"fmt"
	"log/slog"
	"sync"
)

// serverLog hands on what the server inside says. What it notices in passing is
// of interest to who looks for a fault only; and a fatal error ends no process.
type serverLog struct {
	log *slog.Logger

	mu   sync.Mutex
	died string
}

// Noticef logs what the server does.
func (l *serverLog) Noticef(format string, values ...any) {
	l.log.Debug("the store's server", "says", fmt.Sprintf(format, values...))
}

// Warnf logs what may be wrong.
func (l *serverLog) Warnf(format string, values ...any) {
	l.log.Warn("the store's server", "says", fmt.Sprintf(format, values...))
}

// Errorf logs what is wrong.
func (l *serverLog) Errorf(format string, values ...any) {
	l.log.Error("the store's server", "says", fmt.Sprintf(format, values...))
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
