package audio

import "time"

const (
	// FileMax is the size of a sound file in bytes.
	FileMax = 64 << 20
	// LengthMax is the length of a sound.
	LengthMax = 30 * time.Minute
	// rateMin and rateMax bound the samples a second of a file.
	rateMin, rateMax = 4000, 192_000
	// channelsMax is one for each ear.
	channelsMax = 2
	// chunksMax is how many chunks a WAV file is searched for its sound.
	chunksMax = 1000
	// convertTimeout is how long ffmpeg may take for one file.
	convertTimeout = 2 * time.Minute
	// samplesMax is LengthMax in samples.
	samplesMax = int(LengthMax/time.Second) * Rate
)
