package flowdiff

const (
	// cellsMax bounds the table that aligns two lists of steps; longer ones are aligned by ids and equality alone.
	cellsMax = 4 << 20
	// alike is the share of equal steps from which on a flow that is gone and one that is new are one, renamed.
	alike = 0.6
)
