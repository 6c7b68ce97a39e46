package store

import (
	"errors"
	"fmt"
	"time"
)

// ErrBounds tells that a key, a value or a time to live is beyond what stores take; errors of [Check] wrap it.
var ErrBounds = errors.New("beyond what the store takes")

// CheckKey tells what is wrong with a key.
func CheckKey(key string) error {
	switch {
	case key == "":
		return fmt.Errorf("%w: the key is empty", ErrBounds)
	case len(key) > KeyMax:
		return fmt.Errorf("%w: the key has %d bytes, at most %d", ErrBounds, len(key), KeyMax)
	}
	return nil
}

// Check tells what is wrong with an item that is to be written.
func Check(key, value string, ttl time.Duration) error {
	if err := CheckKey(key); err != nil {
		return err
	}
	switch {
	case len(value) > ValueMax:
		return fmt.Errorf("%w: the value has %d bytes, at most %d", ErrBounds, len(value), ValueMax)
	case ttl < 0:
		return fmt.Errorf("%w: the time to live is %s", ErrBounds, ttl)
	case ttl > TTLMax:
		return fmt.Errorf("%w: the time to live is %s, at most %s", ErrBounds, ttl, TTLMax)
	}
	return nil
}
