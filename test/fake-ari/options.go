package fakeari

import "time"

// Options say what the fake Asterisk knows and whom it lets in. The zero value
// is a server without a password on which every sound exists and lasts a second.
type Options struct {
	// User and Password are asked for by Basic authentication or api_key. With an
	// empty User nobody is asked.
	User, Password string
	// ReadOnlyUser may only read: everything but GET and OPTIONS gives 403. It has
	// the same Password.
	ReadOnlyUser string
	// Sounds are the lengths of sounds by name, without the scheme.
	Sounds map[string]time.Duration
	// DefaultSound is the length of a sound not named in Sounds; zero means one
	// second, a negative value that only the named ones exist.
	DefaultSound time.Duration
	// Missing are sounds that do not exist.
	Missing []string
	// Recordings are the lengths of recordings by name that are stored when it begins.
	Recordings map[string]time.Duration
	// DialplanStay is how long the dialplan keeps a channel that was sent back to
	// it; zero means that it ends there at once.
	DialplanStay time.Duration
	// RequestsKept is how many requests the log holds before it forgets the older
	// half; zero means 65536, a negative number that none is kept.
	RequestsKept int
	// Language of channels; empty means "en".
	Language string
	// EntityID is the asterisk_id of every event; empty means a fixed one.
	EntityID string
}

func (o Options) withDefaults() Options {
	if o.DefaultSound == 0 {
		o.DefaultSound = defaultSound
	}
	if o.RequestsKept == 0 {
		o.RequestsKept = requestLogMax
	}
	if o.Language == "" {
		o.Language = "en"
	}
	if o.EntityID == "" {
		o.EntityID = "02:fa:ce:a5:7e:01"
	}
	return o
}
