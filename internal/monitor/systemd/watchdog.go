package systemd

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"github.com/coreos/go-systemd/v22/daemon"
)

// Watch tells the manager that the daemon is alive, as long as alive says so
// and ctx lasts. It returns at once where nobody has asked for it. A daemon that
// is not alive is not told of: the manager then restarts it.
func Watch(ctx context.Context, alive func() error, log *slog.Logger) error {
	within, err := daemon.SdWatchdogEnabled(false)
	if err != nil {
		return fmt.Errorf("reading the time of systemd's watchdog: %w", err)
	}
	if within <= 0 {
		return nil
	}
	ticker := time.NewTicker(max(within/watchdogParts, watchdogLeast))
	defer ticker.Stop()
	for {
		if err := alive(); err != nil {
			log.Error("the watchdog is not told that the daemon is alive, as it is not", "error", err)
		} else if err := tell("that the daemon is alive", daemon.SdNotifyWatchdog); err != nil {
			log.Warn("the watchdog cannot be told", "error", err)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-ticker.C:
		}
	}
}
