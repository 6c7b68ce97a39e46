package speech

import "time"

const (
	// TextMax is the length of a text in bytes.
	TextMax = 4096
	// TextsMax is how many texts are rendered for one load.
	TextsMax = 10_000
	// TimeoutDefault is how long a render may take when the engine does not say.
	TimeoutDefault = 30 * time.Second
	// parallel is how many renders run at once.
	parallel = 2
	// answerMax is the size of rendered sound in bytes.
	answerMax = 32 << 20
	// complaintMax is how much of a service's complaint is read, complaintShown how much is shown.
	complaintMax   = 4 << 10
	complaintShown = 200
)
