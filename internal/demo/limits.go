package demo

import "time"

const (
	// longest bounds the whole show.
	longest = 2 * time.Minute
	// patience is how long a caller waits for a prompt.
	patience = 30 * time.Second
	// soundLength is how long the stand-in's sounds last, greetingLength the main menu's.
	soundLength    = 400 * time.Millisecond
	greetingLength = 2 * time.Second
	// ringing is how long the office's telephones ring, talking how long who answers stays.
	ringing = 1500 * time.Millisecond
	talking = 2 * time.Second
)
