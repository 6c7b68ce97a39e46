package fakeari

// causeTexts name the Q.850 causes that callers end with, as Asterisk does.
var causeTexts = map[int]string{
	1:  "Unallocated (unassigned) number",
	16: "Normal Clearing",
	17: "User busy",
	18: "No user responding",
	19: "User alerting, no answer",
	20: "Subscriber absent",
	21: "Call Rejected",
	26: "Answered elsewhere",
	27: "Destination out of order",
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
