package flows

import (
	"slices"
	"strconv"
)

// Cause is a Q.850 hangup cause, as Asterisk numbers them; 0 is none given.
type Cause int

// The causes with names in ivr.yaml.
const (
	CauseAbsent     Cause = 20
	CauseNormal     Cause = 16
	CauseBusy       Cause = 17
	CauseNoAnswer   Cause = 19
	CauseRejected   Cause = 21
	CauseFailure    Cause = 41
	CauseCongestion Cause = 42
)

// causeNames are the names under which ivr.yaml knows causes, those of
// Asterisk's Hangup and dial statuses in lower case.
var causeNames = map[string]Cause{
	"unallocated":          1,
	"no_route":             3,
	"normal":               CauseNormal,
	"busy":                 CauseBusy,
	"no_user_response":     18,
	"no_answer":            CauseNoAnswer,
	"absent":               20,
	"rejected":             CauseRejected,
	"answered_elsewhere":   26,
	"out_of_order":         27,
	"invalid_number":       28,
	"unspecified":          31,
	"no_circuit":           34,
	"network_out_of_order": 38,
	"failure":              CauseFailure,
	"congestion":           CauseCongestion,
	"interworking":         127,
}

// CauseNames are the names that ParseCause takes, in alphabetical order.
func CauseNames() []string {
	names := make([]string, 0, len(causeNames))
	for name := range causeNames {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// ParseCause reads a cause's name or its Q.850 number, 1 to 127.
func ParseCause(s string) (Cause, bool) {
	if c, ok := causeNames[s]; ok {
		return c, true
	}
	n, err := strconv.Atoi(s)
	return Cause(n), err == nil && n >= 1 && n <= 127
}

// String is the cause's name, else its number.
func (c Cause) String() string {
	for name, known := range causeNames {
		if known == c {
			return name
		}
	}
	return strconv.Itoa(int(c))
}
