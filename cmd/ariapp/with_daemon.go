package main

import (
	"github.com/ariapp/ariapp/internal/control"
)

// withDaemon loads the file and does something with the daemon that serves it.
func withDaemon(s streams, path string, do func(*control.Client) error) error {
	loaded, err := usableFile(s, path)
	if err != nil {
		return err
	}
	daemon, err := control.New(loaded.Config.Server.Listen, string(loaded.Config.Server.Token))
	if err != nil {
		return err
	}
	return do(daemon)
}
