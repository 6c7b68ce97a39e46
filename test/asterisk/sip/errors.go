package sip

import "errors"

var (
	// ErrBadScript says that a script makes no sense; nothing was dialled.
	ErrBadScript = errors.New("bad script")
	// ErrNotRun says that sipp could not do its work at all.
	ErrNotRun = errors.New("sipp did not run")
	// ErrCallFailed says that calls went otherwise than their script.
	ErrCallFailed = errors.New("call failed")
)
