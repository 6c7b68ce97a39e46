package call

import "regexp"

// made are the ids of what calls make: channel.l1, channel.ABCDEFGH.s2, channel.b3.
var made = regexp.MustCompile(`^.+\.([lsb])[0-9]{1,6}$`)

// IsLeg tells whether a channel was made by a call, by its id or the arguments with which it enters Stasis.
func IsLeg(id string, args []string) bool {
	if len(args) > 0 && args[0] == LegArgument {
		return true
	}
	m := made.FindStringSubmatch(id)
	return m != nil && m[1] != "b"
}

// IsBridge tells whether a bridge is one of a call's own, by its id.
func IsBridge(id string) bool {
	m := made.FindStringSubmatch(id)
	return m != nil && m[1] == "b"
}
