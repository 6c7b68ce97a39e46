package fakeari

// Causes by Q.850 that the fake itself ends calls with.
const (
	causeUnallocated  = 1
	causeNoRoute      = 3
	causeNormal       = 16
	causeBusy         = 17
	causeNoAnswer     = 19
	causeUnregistered = 20
	causeRejected     = 21
	causeRedirected   = 23
	causeCongestion   = 34
)

// causeTexts name the Q.850 causes that callers end with, as Asterisk does.
var causeTexts = map[int]string{
	1:  "Unallocated (unassigned) number",
	3:  "No route to destination",
	16: "Normal Clearing",
	17: "User busy",
	18: "No user responding",
	19: "User alerting, no answer",
	20: "Subscriber absent",
	21: "Call Rejected",
	22: "Number changed",
	23: "Redirected to new destination",
	26: "Answered elsewhere",
	27: "Destination out of order",
	28: "Invalid number format",
	29: "Facility rejected",
	31: "Normal, unspecified",
	34: "Circuit/channel congestion",
	38: "Network out of order",
	58: "Bearer capability not available",
	// Interworking is what an unknown end becomes.
	127: "Interworking, unspecified",
}

// hangupReasons are the words a hang-up may be asked for with.
var hangupReasons = map[string]int{
	"": 16, "normal": 16, "busy": 17, "congestion": 34, "no_answer": 19, "timeout": 102,
	"rejected": 21, "unallocated": 1, "normal_unspecified": 31, "number_incomplete": 28,
	"codec_mismatch": 127, "interworking": 127, "failure": 38, "answered_elsewhere": 26,
}

func causeText(cause int) string {
	if text, known := causeTexts[cause]; known {
		return text
	}
	return "Unknown"
}
