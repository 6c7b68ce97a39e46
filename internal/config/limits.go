package config

const (
	// journalFileLeast is how small a file of the journal may be: one call must fit into a few of them.
	journalFileLeast = 64 << 10
	// journalFileMost keeps a file of the journal one that tools can open.
	journalFileMost = 1 << 30
	// journalKeepMost is how many full files of the journal may be kept.
	journalKeepMost = 10_000
)
