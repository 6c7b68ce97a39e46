package source

// What a document may be at most.
const (
	// MaxBytes is the size of one file in bytes.
	MaxBytes = 4 << 20
	// MaxNodes is how many values all files of a document hold together, aliases expanded.
	MaxNodes = 200_000
	// MaxDepth is how deeply lists and mappings nest.
	MaxDepth = 64
	// MaxFiles is how many files a document includes.
	MaxFiles = 256
	// MaxFindings is how many findings a report keeps; later ones are only counted.
	MaxFindings = 500
	// LineMax is how many characters a line may have to be shown with a finding.
	LineMax = 500
)
