//go:build linux

package rig

import "context"

// Require returns the Asterisk of the default folder, and brings it up if it
// is not. It is for TestMain: whoever gets an error fails, and never skips.
// The Asterisk stays up for the next test program; `rigctl down` ends it.
func Require(ctx context.Context, log func(line string)) (*Rig, Access, error) {
	dir, err := DefaultDir()
	if err != nil {
		return nil, Access{}, err
	}
	r, err := New(Options{Dir: dir, Log: log})
	if err != nil {
		return nil, Access{}, err
	}
	access, err := r.Up(ctx)
	if err != nil {
		return nil, Access{}, err
	}
	return r, access, nil
}
