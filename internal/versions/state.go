package versions

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"github.com/ariapp/ariapp/flows/source"
)

// state is what changes: which version is what.
type state struct {
	// Last is the highest number that was given.
	Last   int     `json:"last"`
	Live   int     `json:"live,omitempty"`
	Canary int     `json:"canary,omitempty"`
	Share  float64 `json:"share,omitempty"`
	Pin    *Pin    `json:"pin,omitempty"`
	// History are the versions that were live, the present one last.
	History []int `json:"history,omitempty"`
	// Used is the last use of each version, Returned what canaries were sent back for.
	Used     map[int]Use    `json:"used,omitempty"`
	Returned map[int]Return `json:"returned,omitempty"`
}

// stateName is the file of the state in the folder of all versions, recordName
// that of a version in its own, textsName the folder of its texts there.
const (
	stateName  = "state.json"
	recordName = "version.json"
	textsName  = "files"
)

// readState reads the state of a folder; one that is not there yet is empty.
func readState(folder string) (state, error) {
	s := state{Used: map[int]Use{}, Returned: map[int]Return{}}
	text, err := source.ReadFile(filepath.Join(folder, stateName), recordMax)
	if os.IsNotExist(err) {
		return s, nil
	}
	if err != nil {
		return s, fmt.Errorf("reading which version is live: %w", err)
	}
	return parseState(text)
}

// parseState reads a state's text.
func parseState(text []byte) (state, error) {
	var s state
	err := json.Unmarshal(text, &s)
	if err != nil {
		s, err = state{}, fmt.Errorf("reading which version is live: %w", err)
	}
	if s.Used == nil {
		s.Used = map[int]Use{}
	}
	if s.Returned == nil {
		s.Returned = map[int]Return{}
	}
	s.repair()
	return s, err
}

// repair drops what cannot be: numbers that no version has. The highest that was
// given is then the highest that is known.
func (s *state) repair() {
	believed := func(number int) bool { return number >= 1 && number <= numberMost }
	s.forget(func(number int) bool { return !believed(number) })
	if !believed(s.Live) {
		s.Live = 0
	}
	if !believed(s.Canary) || s.Share <= 0 || s.Share > percentAll {
		s.Canary, s.Share = 0, 0
	}
	if s.Pin != nil && !believed(s.Pin.Version) {
		s.Pin = nil
	}
	if !believed(s.Last) {
		s.Last = max(s.Live, s.Canary, 0)
		for _, number := range s.History {
			s.Last = max(s.Last, number)
		}
		for number := range s.Used {
			s.Last = max(s.Last, number)
		}
	}
}

// went notes that a version is live now. Going back forgets what came after it, so
// that going back again leads further.
func (s *state) went(number int, back bool) {
	s.Live = number
	last := len(s.History) - 1
	if last >= 0 && s.History[last] == number {
		return
	}
	if back {
		for i := last - 1; i >= 0; i-- {
			if s.History[i] == number {
				s.History = s.History[:i+1]
				return
			}
		}
	}
	s.History = append(s.History, number)
	if over := len(s.History) - KeepMost; over > 0 {
		s.History = slices.Delete(s.History, 0, over)
	}
}

// before is the version that was live before the present one and may be taken, 0 for none.
func (s *state) before(may func(number int) bool) int {
	for i := len(s.History) - 1; i >= 0; i-- {
		if number := s.History[i]; number != s.Live && may(number) {
			return number
		}
	}
	return 0
}

// inUse tells whether a version must stay.
func (s *state) inUse(number int) bool {
	return number == s.Live || number == s.Canary || s.Pin != nil && s.Pin.Version == number
}

// forget drops what is known of versions that are gone.
func (s *state) forget(gone func(number int) bool) {
	for number := range s.Used {
		if gone(number) {
			delete(s.Used, number)
		}
	}
	for number := range s.Returned {
		if gone(number) {
			delete(s.Returned, number)
		}
	}
	s.History = slices.DeleteFunc(s.History, gone)
}
