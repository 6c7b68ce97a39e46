package wallboard

import "time"

const (
	// every is how often is asked and drawn at least, often how often at most, askTime how long an answer may take.
	every   = time.Second
	often   = 200 * time.Millisecond
	askTime = 3 * time.Second
	// nameMost is how wide a name is shown, in columns, where there is room.
	nameMost = 24
	// goodLevel and badLevel are the shares from which a service level counts as good, and below which as bad.
	goodLevel = 0.8
	badLevel  = 0.5
	// usualWidth and usualHeight are those of a terminal that does not say.
	usualWidth  = 80
	usualHeight = 24
	// shareLeast is how many lines of a table are shown at least, where it is not left out.
	shareLeast = 3
)
