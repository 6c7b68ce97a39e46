package media

import "time"

const (
	// NameMax is the length of a prompt's name, and of a spelled value, in bytes.
	NameMax = 512
	// TextMax is the length of a text: prompt in bytes.
	TextMax = 4096
	// PiecesMax is how many sounds one list of prompts may come to.
	PiecesMax = 120
	// NumberMax bounds spoken numbers on both sides of zero.
	NumberMax = 1_000_000_000_000
	// DecimalsMax is how many digits a spoken number has behind the point.
	DecimalsMax = 9
	// DurationMax is the longest duration that is spoken.
	DurationMax = 10_000 * time.Hour
	// SilenceMax is the longest silence of one prompt.
	SilenceMax = 60 * time.Second

	// amountDigitsMax is how many digits an amount is read with, leading zeros included.
	amountDigitsMax = 40
	// silenceLongest is the longest sound of silence in the packs, in seconds.
	silenceLongest = 10
	// centDigits is how many digits of an amount of money are cents.
	centDigits = 2
	// codeLength is the length of a currency's code.
	codeLength = 3
	// clipAt is how much of a refused value an error shows, in bytes.
	clipAt = 60
)
