package main

import (
	"errors"

	"github.com/ariapp/ariapp/app"
	"github.com/ariapp/ariapp/internal/control"
)

// withDaemon does something with the daemon that serves a file. What is wrong
// with the file does not matter: the daemon runs on with the last good version.
func withDaemon(path string, do func(*control.Client) error) error {
	server, err := app.ServerOf(path)
	switch {
	case errors.As(err, new(*app.FindingsError)):
		return err
	case err != nil:
		return unreadableError{err}
	}
	daemon, err := control.New(server.Listen, string(server.Token))
	if err != nil {
		return err
	}
	return do(daemon)
}
