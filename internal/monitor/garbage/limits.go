package garbage

import "time"

const (
	// RoomLeast is how much garbage may gather however small the process is, in bytes.
	RoomLeast = 32 << 20
	// shareLeast is that of a large process, in percent of what lives; shareMost bounds it for one in which hardly
	// anything does.
	shareLeast = 50
	shareMost  = 800
	// lookEvery is how often it is looked how much lives.
	lookEvery = time.Second
)
