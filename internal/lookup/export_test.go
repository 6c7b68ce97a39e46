package lookup

import "database/sql/driver"

// What the tests see beside the exported names.
const (
	LookEvery   = lookEvery
	ProblemsMax = problemsMax
)

// ReadCSV and ReadYAML read a text as that of a file.
func ReadCSV(text string, file File) (map[string]map[string]any, []Problem) {
	return opened(readCSV([]byte(text), file, func(key string) string { return key }))
}

// ReadYAML reads a text as that of a file.
func ReadYAML(text string, file File) (map[string]map[string]any, []Problem) {
	return opened(readYAML([]byte(text), file, func(key string) string { return key }))
}

func opened(read rows, wrong faults) (map[string]map[string]any, []Problem) {
	if read == nil {
		return nil, wrong
	}
	all := map[string]map[string]any{}
	switch read := read.(type) {
	case texts:
		for key := range read.cells {
			all[key] = read.row(key)
		}
	case values:
		all = read
	}
	return all, wrong
}

// ConnectorOf connects to the database of a DSN.
func ConnectorOf(dsn DSN) (driver.Connector, error) { return dsn.connector("") }

// Refused tells whether the options of a file are wrong.
func (f File) Refused() bool { return f.check() != nil }

// NormalPhone is a number as it is compared.
func NormalPhone(written string) string { return phone(written) }
