package dialling

// Status says what came of dialling.
type Status string

// What comes of dialling.
const (
	Answered      Status = "answered"
	ConfirmFailed Status = "confirm_failed"
	Busy          Status = "busy"
	Rejected      Status = "rejected"
	Congestion    Status = "congestion"
	NoAnswer      Status = "no_answer"
	Unavailable   Status = "unavailable"
	Invalid       Status = "invalid"
	Canceled      Status = "canceled"
	Refused       Status = "refused"
)

// StatusOf is what the end of a telephone that has not answered means: the SIP
// status if there is one, else the Q.850 cause. One that ends without a reason
// and has not rung was not there: an extension that the dialplan does not have.
func StatusOf(cause, sip int, rang bool) Status {
	if sip >= sipRedirects {
		return statusOfSIP(sip)
	}
	switch cause {
	case 17:
		return Busy
	case 21, 29, 52, 54, 55, 57:
		return Rejected
	case 0, 16:
		if !rang {
			return Unavailable
		}
		return NoAnswer
	case 18, 19, 26: // nobody came to it: also when another telephone was quicker
		return NoAnswer
	case 28:
		return Invalid
	case 34, 38, 41, 42, 43, 44, 47, 63, 102:
		return Congestion
	}
	return Unavailable
}

// sipRedirects is the first status that says no.
const sipRedirects = 300

func statusOfSIP(sip int) Status {
	switch sip {
	case 486, 600:
		return Busy
	case 401, 403, 407, 603, 607, 608:
		return Rejected
	case 408, 480, 487:
		return NoAnswer
	case 414, 416, 485:
		return Invalid
	case 482, 483, 491:
		return Congestion
	}
	if sip >= 500 && sip < 600 && sip != 501 && sip != 505 {
		return Congestion
	}
	return Unavailable
}

// telling orders what may come of several telephones: what tells most of the people there first.
func telling() []Status {
	return []Status{Answered, ConfirmFailed, Busy, Rejected, Congestion, NoAnswer, Unavailable, Invalid, Canceled, Refused}
}

// MoreTelling tells whether a says more than b about why nobody was reached.
func MoreTelling(a, b Status) bool {
	for _, status := range telling() {
		switch status {
		case b:
			return false
		case a:
			return true
		}
	}
	return false
}
