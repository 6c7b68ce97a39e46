// Package config reads the outer part of ivr.yaml: the application, the
// Asterisks, prompts. What callers go through (numbers, flows) is flows'.
//
// Every value may read the environment: ${env.NAME}, or ${env.NAME:-default}.
// It opens no connection; what cannot be known before a connection is tried is
// not checked here.
package config
