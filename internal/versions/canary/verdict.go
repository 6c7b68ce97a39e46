package canary

import (
	"fmt"
	"math"
)

// Counts are the calls of one version that have ended.
type Counts struct {
	Calls int `json:"calls"`
	// Failed are those whose flow failed, or whose number led nowhere.
	Failed int `json:"failed"`
	// Early are those whose caller hung up within [EarlyWithin].
	Early int `json:"early_hangups"`
}

// Reason names in what a canary is worse; "" for in nothing.
type Reason string

// The reasons.
const (
	Errors Reason = "errors"
	Early  Reason = "early_hangups"
)

// Verdict says whether a canary should be sent back.
type Verdict struct {
	Reason Reason
	// Why is the reason in words, with the numbers.
	Why string
}

// Judge compares a canary with the stable version, by the calls that have ended
// since it began. It is worse in two cases. Three calls failed, and none on the
// stable version: there is no need to wait for more. Or it had 20 calls or more,
// three of them or more went wrong, and its rate of errors or of early hangups is
// above that of the stable version by more than 3 standard errors, as a test of two
// proportions has it.
func Judge(canary, stable Counts) Verdict {
	if canary.Failed >= WorseLeast && stable.Failed == 0 {
		return Verdict{Errors, why("failed", canary.Failed, canary.Calls, 0, stable.Calls)}
	}
	if canary.Calls < CallsLeast {
		return Verdict{}
	}
	switch {
	case worse(canary.Failed, canary.Calls, stable.Failed, stable.Calls):
		return Verdict{Errors, why("failed", canary.Failed, canary.Calls, stable.Failed, stable.Calls)}
	case worse(canary.Early, canary.Calls, stable.Early, stable.Calls):
		return Verdict{Early, why("were hung up early", canary.Early, canary.Calls, stable.Early, stable.Calls)}
	}
	return Verdict{}
}

// worse tells whether k of n is a higher rate than that of the stable version by more than chance.
func worse(k, n, stableK, stableN int) bool {
	if k < WorseLeast || stableN == 0 {
		return false
	}
	both := float64(k+stableK) / float64(n+stableN)
	deviation := math.Sqrt(both * (1 - both) * (1/float64(n) + 1/float64(stableN)))
	return float64(k)/float64(n)-float64(stableK)/float64(stableN) > margin*deviation
}

func why(what string, k, n, stableK, stableN int) string {
	return fmt.Sprintf("%d of its %d calls %s, and %d of %d on the stable version", k, n, what, stableK, stableN)
}
