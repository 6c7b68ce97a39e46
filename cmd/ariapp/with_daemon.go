package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

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
	if err == nil && server.TLSCert != "" {
		err = secured(daemon, path, server.TLSCert)
	}
	if err != nil {
		return err
	}
	return do(daemon)
}

// secured has the client speak HTTPS with who has the file's certificate.
func secured(daemon *control.Client, path, certificate string) error {
	if !filepath.IsAbs(certificate) {
		certificate = filepath.Join(filepath.Dir(path), certificate)
	}
	text, err := os.ReadFile(certificate)
	if err != nil {
		return unreadableError{fmt.Errorf("reading the daemon's certificate: %w", err)}
	}
	return daemon.Secure(text)
}
