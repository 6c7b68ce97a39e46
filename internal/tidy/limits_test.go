package tidy

// What Go files may be at most; generated files (*_gen.go) may be longer.
const (
	fileLinesMax     = 400
	testFileLinesMax = 800
	functionLinesMax = 70
	columnsMax       = 120
	// Tables of tests have one row a line and one line a row.
	testFunctionLinesMax = 150
	testColumnsMax       = 300
	// docLinesMin is the shortest comment that can say what a package is and what it is not.
	docLinesMin = 2
)
