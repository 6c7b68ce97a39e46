package app

import (
	"crypto/rand"
	"regexp"
	"strings"
)

// outgoingArgument is what a call of ours enters Stasis with when it is answered.
// It says so even to a process that has not made it.
const outgoingArgument = "ariapp-call"

// outgoingForm is what the ids of calls of ours look like.
var outgoingForm = regexp.MustCompile(`^ariapp-([a-z2-7]{16}|(back|met|line)-[a-z2-7]{16}\.[0-9]+-[0-9a-z]+)$`)

// newOutgoing is an id for a call of ours.
func newOutgoing() string { return "ariapp-" + strings.ToLower(rand.Text()[:16]) }

// isOutgoing tells whether a channel is a call of ours that is answered, by the arguments with which it enters Stasis.
func isOutgoing(args []string) bool { return len(args) > 0 && args[0] == outgoingArgument }
