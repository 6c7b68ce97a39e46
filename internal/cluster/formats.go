package cluster

import "encoding/json"

// Formats are the newest shapes of what is kept of a call that a program reads, and in which it writes. While several
// instances are brought up to date one has to know who can go on with what.
type Formats struct {
	// Record is that of a [Record], Walk that of the walk in its body, of which this package knows nothing else.
	Record int `json:"record,omitempty"`
	Walk   int `json:"walk,omitempty"`
}

// RecordNow is the shape of a record that this program writes.
const RecordNow = formatNow

// Read tells whether a program that reads these formats reads what was written in others. One that does not tell reads
// the first ones.
func (f Formats) Read(written Formats) bool {
	return written.Record <= max(f.Record, formatOldest) && written.Walk <= max(f.Walk, formatOldest)
}

// Readers are the members that read what was written in these formats.
func Readers(members []Member, written Formats) []Member {
	var readers []Member
	for _, m := range members {
		if m.Reads.Read(written) {
			readers = append(readers, m)
		}
	}
	return readers
}

// FormatOf is the shape of a record, whether this program reads it or not; 0 for what is no record.
func FormatOf(data []byte) int {
	var r struct {
		Format int `json:"format"`
	}
	if json.Unmarshal(data, &r) != nil {
		return 0
	}
	return r.Format
}
