package media

const (
	// NameMax is the length of a prompt's name in bytes.
	NameMax = 512
	// PiecesMax is how many sounds one list of prompts may come to.
	PiecesMax = 120
	// numberMax bounds spelled numbers on both sides of zero.
	numberMax = 999_999_999
)
