package main

import (
	"fmt"

	"github.com/ariapp/ariapp/ari"
	"github.com/ariapp/ariapp/internal/config"
)

// clientOf is a client of one of a file's Asterisks.
func clientOf(server config.Asterisk) (*ari.Client, error) {
	client, err := ari.New(ari.Options{URL: server.URL, Username: server.Username,
		Password: ari.Secret(server.Password), APIKey: ari.Secret(server.APIKey), CAFile: server.CAFile})
	if err != nil {
		return nil, fmt.Errorf("asterisk %s: %w", server.Name, err)
	}
	return client, nil
}
