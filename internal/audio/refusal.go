package audio

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Refusal tells why a file is not read as sound: a fault of the file, not of
// the world.
type Refusal struct {
	// Reason says what is wrong, without the file's name.
	Reason string
	// Accepted is what would be read instead; empty where that does not help.
	Accepted []string
}

// Error is the reason and what would be accepted.
func (r *Refusal) Error() string {
	if len(r.Accepted) == 0 {
		return r.Reason
	}
	return r.Reason + "; accepted: " + strings.Join(r.Accepted, ", ")
}

// AsRefusal finds the refusal in an error; nil if it is another error.
func AsRefusal(err error) *Refusal {
	var refusal *Refusal
	if errors.As(err, &refusal) {
		return refusal
	}
	return nil
}

func refuse(format string, args ...any) error { return &Refusal{Reason: fmt.Sprintf(format, args...)} }

// refuseFor is a refusal that names what would be accepted.
func refuseFor(accepted []string, format string, args ...any) error {
	return &Refusal{Reason: fmt.Sprintf(format, args...), Accepted: accepted}
}

// Extensions are the endings of names that are read, with their dots; those
// that need ffmpeg come last.
func Extensions() []string {
	list := []string{".wav"}
	for _, one := range rawFormats() {
		list = append(list, one.extension)
	}
	return slices.Concat(list, convertedExtensions())
}

// wavKinds is what a WAV file may hold.
func wavKinds() []string {
	return []string{"PCM of 8, 16, 24 or 32 bits", "32- or 64-bit float", "A-law", "µ-law"}
}
