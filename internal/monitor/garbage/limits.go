package garbage

import "time"

const (
	// RoomLeast is how much garbage may gather however small the process is, in bytes.
	RoomLeast = 32 << 20
	// shareLarge is that of a large process, in percent of what lives; shareMost bounds it for one in which hardly
	// anything does.
	shareLarge = 25
	shareMost  = 800
	// lookEvery is how often it is looked what there is.
	lookEvery = time.Second
	// calmMade is how much may be made from one look to the next while nothing much happens, in bytes, calmLooks how many
	// such looks in a row are rest.
	calmMade  = 512 << 10
	calmLooks = 10
	// backLeast is what is worth giving back, in bytes, backShare in percent of what lives; whichever is more.
	backLeast = 4 << 20
	backShare = 5
	// backLooks is how many looks are between two times at least.
	backLooks = 60
)
