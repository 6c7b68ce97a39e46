package voicemail

import (
	"context"
	"crypto/pbkdf2"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"fmt"
	"time"

	"github.com/ariapp/ariapp/flows"
)

// hashed is a PIN that cannot be read back: as hard to guess as few digits may be.
func hashed(pin string, salt []byte) ([]byte, error) {
	return pbkdf2.Key(sha256.New, pin, salt, pinRounds, hashSize)
}

// Unlock tells whether a PIN opens a mailbox. The attempt is counted before it is
// looked at, so that many at once are not more than many one by one.
func (o *Office) Unlock(ctx context.Context, number string, pin flows.Secret) (flows.Unlocking, error) {
	box, found := o.settings.box(number)
	if !found {
		return flows.WrongPIN, nil
	}
	now, locked := o.post.opts.Now(), false
	var known access
	err := o.post.index.enter(ctx, number, func(a *access) bool {
		if locked = a.until.After(now); locked {
			return false
		}
		if !a.until.IsZero() { // the time is over: all begins anew
			a.wrong, a.until = 0, time.Time{}
		}
		if a.wrong++; o.settings.LockAfter > 0 && a.wrong >= o.settings.LockAfter {
			a.until = now.Add(o.settings.LockFor)
		}
		known = *a
		return true
	})
	switch {
	case err != nil:
		return flows.WrongPIN, fmt.Errorf("opening the mailbox %s: %w", number, err)
	case locked:
		return flows.Locked, nil
	}
	right, err := fits(known, flows.Reveal(box.PIN), flows.Reveal(pin))
	if err != nil || !right {
		return flows.WrongPIN, err
	}
	err = o.post.index.enter(ctx, number, func(a *access) bool {
		a.wrong, a.until = 0, time.Time{}
		return true
	})
	return flows.Unlocked, err
}

// fits tells whether a PIN is the one that the owner has chosen or, where the
// file's PIN is another one since then, that of the file.
func fits(known access, configured, pin string) (bool, error) {
	if pin == "" {
		return false, nil
	}
	own, err := counts(known, configured)
	if err != nil {
		return false, err
	}
	if own {
		given, err := hashed(pin, known.salt)
		return err == nil && subtle.ConstantTimeCompare(given, known.hash) == 1, err
	}
	return configured != "" && subtle.ConstantTimeCompare([]byte(configured), []byte(pin)) == 1, nil
}

// counts tells whether the owner has chosen a PIN and the file's is still the one of that time.
func counts(known access, configured string) (bool, error) {
	if len(known.hash) == 0 {
		return false, nil
	}
	before, err := hashed(configured, known.salt)
	return err == nil && subtle.ConstantTimeCompare(before, known.configured) == 1, err
}

// SetPIN is the mailbox's PIN from now on.
func (o *Office) SetPIN(ctx context.Context, number string, pin flows.Secret) error {
	box, found := o.settings.box(number)
	if !found {
		return flows.ErrNoMailbox
	}
	salt := make([]byte, saltSize)
	_, _ = rand.Read(salt) // it never fails
	hash, err := hashed(flows.Reveal(pin), salt)
	if err != nil {
		return fmt.Errorf("keeping the PIN of the mailbox %s: %w", number, err)
	}
	configured, err := hashed(flows.Reveal(box.PIN), salt)
	if err != nil {
		return fmt.Errorf("keeping the PIN of the mailbox %s: %w", number, err)
	}
	err = o.post.index.enter(ctx, number, func(a *access) bool {
		a.salt, a.hash, a.configured = salt, hash, configured
		return true
	})
	if err != nil {
		return fmt.Errorf("keeping the PIN of the mailbox %s: %w", number, err)
	}
	return nil
}
