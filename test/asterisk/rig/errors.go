//go:build linux

package rig

import "errors"

var (
	// ErrNotRoot says that the program does not run as root.
	ErrNotRoot = errors.New("the rig needs root: it installs, mounts and changes the root folder")
	// ErrNotOurs says that the folder holds a root file system that no rig made.
	ErrNotOurs = errors.New("the folder was not made by the rig")
	// ErrMounted says that something is still mounted below the root file system.
	ErrMounted = errors.New("still mounted")
	// ErrPortTaken says that another program listens where Asterisk should.
	ErrPortTaken = errors.New("another program listens there")
	// ErrNotReady says that Asterisk ended, or did not become ready in time.
	ErrNotReady = errors.New("asterisk did not become ready")
	// ErrNotRunning says that there is no Asterisk to talk to.
	ErrNotRunning = errors.New("the rig's asterisk is not running")
	// ErrMissingTool says that a program is missing and cannot be installed.
	ErrMissingTool = errors.New("missing program")
)
