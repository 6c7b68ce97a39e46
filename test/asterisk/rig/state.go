//go:build linux

package rig

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net/netip"
	"os"
	"path/filepath"

	"github.com/ariapp/ariapp/internal/asteriskconf"
)

// Access is what a program needs to use the rig's Asterisk.
type Access struct {
	ARIURL   string                `json:"ari_url"`
	User     string                `json:"user"`
	Password asteriskconf.Password `json:"-"`
	// App is the Stasis application of the dialplan.
	App string `json:"app"`
	// SIP is the address and port for calls over UDP.
	SIP string `json:"sip"`
}

// state is what rig.json keeps from one run to the next.
type state struct {
	Access
	// Secret is the password in clear; the file is for its owner only.
	Secret string `json:"password"`
	// HTTP and SIP are the addresses of last time.
	HTTP netip.AddrPort `json:"http"`
	SIP  netip.AddrPort `json:"sip_bind"`
	// Pid and StartTime together are one process: a pid alone comes back.
	Pid       int    `json:"pid,omitempty"`
	StartTime uint64 `json:"start_time,omitempty"`
	// Config is the digest of the configuration that the process runs on.
	Config string `json:"config,omitempty"`
	// Installed are the Debian packages that came onto the machine by the rig.
	Installed []string `json:"installed,omitempty"`
}

func (r *Rig) statePath() string { return filepath.Join(r.options.Dir, "rig.json") }

func (r *Rig) readState() (state, error) {
	var s state
	text, err := os.ReadFile(r.statePath())
	if errors.Is(err, fs.ErrNotExist) {
		return s, nil
	}
	if err != nil {
		return s, fmt.Errorf("reading the rig's state: %w", err)
	}
	if err := json.Unmarshal(text, &s); err != nil {
		return s, fmt.Errorf("reading the rig's state %s: %w", r.statePath(), err)
	}
	s.Access.Password = asteriskconf.Password(s.Secret)
	return s, nil
}

// writeState replaces the file in one step: a killed rig must still know its
// process the next time.
func (r *Rig) writeState(s state) error {
	s.Secret = s.Access.Password.Plain()
	text, err := json.MarshalIndent(s, "", "  ")
	if err != nil {
		return fmt.Errorf("encoding the rig's state: %w", err)
	}
	fresh := r.statePath() + ".new"
	if err := os.WriteFile(fresh, append(text, '\n'), 0o600); err != nil {
		return fmt.Errorf("writing the rig's state: %w", err)
	}
	if err := os.Rename(fresh, r.statePath()); err != nil {
		return fmt.Errorf("writing the rig's state: %w", err)
	}
	return nil
}
