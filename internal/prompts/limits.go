package prompts

import "time"

const (
	// NameMax is the length of a prompt's name in bytes, folders included.
	NameMax = 200
	// FilesMax is how many files a folder is searched for.
	FilesMax = 10_000
	// KeepOld is how long the addresses of a replaced catalogue are served.
	KeepOld = 24 * time.Hour
	// settled is how old a file's last change must be for its time to tell that
	// it is unchanged: some file systems know whole seconds only.
	settled = 2 * time.Second
	// tooSoft and tooClipped are where a warning is due: a level in dB below full
	// scale, and a part of all samples.
	tooSoft, tooClipped = -45, 0.001
	// tooLate is how long a prompt may be silent before it begins.
	tooLate = 2 * time.Second
	// cacheSeconds is for how long Asterisk need not ask again.
	cacheSeconds = 365 * 24 * 60 * 60
	// urlDigits is how much of a sound's key is in its address.
	urlDigits = 8
	// textDigits is how much is there when there is no name.
	textDigits = 32
)
