package rooms

const (
	// RoomsMax bounds rooms of which nobody said how many there may be.
	RoomsMax = 1000
	// MembersMax bounds the members of a room of which nobody said how many there may be.
	MembersMax = 100
	// newsMax is how many comings and goings wait to be announced; older ones are not announced any more.
	newsMax = 8
	// stampLength is how long the stamp of a process is.
	stampLength = 8
	// keysMost are the keys of one in a meeting that the other has not asked for yet.
	keysMost = 64
	// stampApart is the stamp of rooms that are only played.
	stampApart = "apart"
)
