package jsonpull

import (
	"errors"
	"fmt"
)

// Faults of the input, found through errors.Is.
var (
	ErrSyntax = errors.New("not JSON")
	ErrType   = errors.New("wrong type")
	ErrDepth  = errors.New("nested too deep")
	ErrRange  = errors.New("number out of range")
)

// A Fault says what is wrong with the input and at which byte.
type Fault struct {
	Kind   error  // one of the package's sentinels
	Offset int    // bytes before the fault
	Field  string // the key last read, empty at the top
	Want   string // what was asked for
}

// Error says the fault in one line.
func (f *Fault) Error() string {
	if f.Field == "" {
		return fmt.Sprintf("%v: want %s at byte %d", f.Kind, f.Want, f.Offset)
	}
	return fmt.Sprintf("%v: want %s at byte %d near %q", f.Kind, f.Want, f.Offset, f.Field)
}

// Unwrap returns the kind.
func (f *Fault) Unwrap() error { return f.Kind }

func (r *Reader) fail(kind error, want string) {
	if r.err == nil {
		r.err = &Fault{Kind: kind, Offset: r.pos, Field: r.key, Want: want}
	}
}

// Mismatch lets a caller refuse the value that it took last.
func (r *Reader) Mismatch(want string) { r.fail(ErrType, want) }
