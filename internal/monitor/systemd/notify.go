package systemd

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/coreos/go-systemd/v22/daemon"
)

// Ready tells that the daemon takes calls: when it has begun, and at the end of
// every reload. status is for people, "" for none.
func Ready(status string) error { return tell("ready", daemon.SdNotifyReady, line(status)) }

// Reloading tells that a reload has begun, with the time that the manager needs to tell which one it was.
func Reloading() error {
	return tell("reloading", daemon.SdNotifyReloading, daemon.SdNotifyMonotonicUsec())
}

// Stopping tells that the daemon takes no more calls; status is for people, "" for none.
func Stopping(status string) error { return tell("stopping", daemon.SdNotifyStopping, line(status)) }

// Status tells in a few words what the daemon does.
func Status(text string) error { return tell("the status", line(text)) }

// line is the assignment of a status: one line, as others are assignments of their own.
func line(text string) string {
	if text == "" {
		return ""
	}
	text = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, text)
	for len(text) > statusMax {
		_, last := utf8.DecodeLastRuneInString(text)
		text = text[:len(text)-last]
	}
	return "STATUS=" + text
}

// tell sends assignments in one message; without a manager it does nothing.
func tell(what string, assignments ...string) error {
	var message strings.Builder
	for _, one := range assignments {
		if one = strings.TrimSuffix(one, "\n"); one != "" {
			message.WriteString(one + "\n")
		}
	}
	if message.Len() == 0 {
		return nil
	}
	if _, err := daemon.SdNotify(false, message.String()); err != nil {
		return fmt.Errorf("telling systemd %s: %w", what, err)
	}
	return nil
}
