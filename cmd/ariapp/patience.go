package main

import (
	"os"
	"os/signal"
	"syscall"
)

// patiently does work that takes back what it has made when the first signal ends it. That has a time of its own, so
// further signals are not heeded until then: a telephone would ring on.
func patiently(work func() error) error {
	further := make(chan os.Signal, 1)
	signal.Notify(further, os.Interrupt, syscall.SIGTERM)
	defer signal.Stop(further)
	return work()
}
