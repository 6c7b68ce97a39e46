package digits

const (
	// PatternMax is the greatest length of a pattern as written, in bytes. Asterisk keeps 79 for the number
	// itself; the rest is room for sets.
	PatternMax = 128

	// EntryMax is the greatest number of keys in one entry, the same cap that Asterisk's Read has.
	EntryMax = 255

	// TypeAheadMax is the number of keys a Buffer holds.
	TypeAheadMax = 30
)
