package call

import "regexp"

// What playbacks are called: those of a call begin with its channel, or base, and playsEnd.
const playsEnd = ".p"

// made are the ids of what calls make: channel.l1, channel.ABCDEFGH.s2, channel.b3. The eight letters are those of a
// call whose channel had another one before, or may have had ([Options].Again and Anew): what that one has made is
// being ended, and that it has ended is told by its own name.
var made = regexp.MustCompile(`^(.+?)(\.[A-Z2-7]{8})?\.([lsb])[0-9]{1,6}$`)

// IsLeg tells whether a channel was made by a call, by its id or the arguments with which it enters Stasis.
func IsLeg(id string, args []string) bool {
	if len(args) > 0 && args[0] == LegArgument {
		return true
	}
	m := made.FindStringSubmatch(id)
	return m != nil && m[3] != "b"
}

// IsBridge tells whether a bridge is one of a call's own, by its id.
func IsBridge(id string) bool {
	m := made.FindStringSubmatch(id)
	return m != nil && m[3] == "b"
}

// Makers are the channels whose call may have made what bears that id, none for what no call has made. There are two
// where the channel's own id may end with what looks like eight letters of ours.
func Makers(id string) []string {
	m := made.FindStringSubmatch(id)
	switch {
	case m == nil:
		return nil
	case m[2] == "":
		return []string{m[1]}
	}
	return []string{m[1], m[1] + m[2]}
}

// firstPlays is the prefix of what plays by the first call of a channel, and by each that begins anew: whoever knows
// nothing but the channel finds it.
func firstPlays(channel string) string { return channel + playsEnd }
