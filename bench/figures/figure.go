package figures

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"slices"
)

// Figure is one thing that was measured, once or in several rounds.
type Figure struct {
	// Group is the heading under which it stands, Series who was measured, Metric what.
	Group  string `json:"group"`
	Series string `json:"series"`
	Metric string `json:"metric"`
	Unit   string `json:"unit,omitempty"`
	// At is at which rate, or with how many calls; 0 where there is no such thing.
	At float64 `json:"at,omitempty"`
	// Rounds are the values, in the order in which they were measured.
	Rounds []float64 `json:"rounds"`
	// Most and Least are what is aimed at; 0 for nothing.
	Most  float64 `json:"most,omitempty"`
	Least float64 `json:"least,omitempty"`
	// Note says in words what the value cannot.
	Note string `json:"note,omitempty"`
	// Command measures this figure alone.
	Command string `json:"command,omitempty"`
}

// Median is the value in the middle, and the least and the greatest beside it; of none it is 0.
func (f Figure) Median() (median, least, most float64) {
	if len(f.Rounds) == 0 {
		return 0, 0, 0
	}
	sorted := slices.Sorted(slices.Values(f.Rounds))
	middle := len(sorted) / 2
	median = sorted[middle]
	if len(sorted)%2 == 0 {
		median = (sorted[middle-1] + sorted[middle]) / 2
	}
	return median, sorted[0], sorted[len(sorted)-1]
}

// Met tells whether a figure is as good as was aimed at; what nobody aimed at is.
func (f Figure) Met() bool {
	median, _, _ := f.Median()
	return (f.Most == 0 || median <= f.Most) && (f.Least == 0 || median >= f.Least)
}

func (f Figure) same(g Figure) bool {
	return f.Group == g.Group && f.Series == g.Series && f.Metric == g.Metric && f.At == g.At
}

// Set is what a run has measured, and on what.
type Set struct {
	Machine Machine  `json:"machine"`
	Figures []Figure `json:"figures"`
}

// Add adds figures; rounds of one that is there already join it.
func (s *Set) Add(figures ...Figure) {
	for _, f := range figures {
		at := slices.IndexFunc(s.Figures, f.same)
		if at < 0 {
			f.Rounds = slices.Clone(f.Rounds)
			s.Figures = append(s.Figures, f)
			continue
		}
		s.Figures[at].Rounds = append(s.Figures[at].Rounds, f.Rounds...)
		if f.Note != "" {
			s.Figures[at].Note = f.Note
		}
	}
}

// Of are the figures of a group, in the order in which they came.
func (s *Set) Of(group string) []Figure {
	var of []Figure
	for _, f := range s.Figures {
		if f.Group == group {
			of = append(of, f)
		}
	}
	return of
}

// Find is one figure; ok is false where there is none.
func (s *Set) Find(group, series, metric string, at float64) (f Figure, ok bool) {
	wanted := Figure{Group: group, Series: series, Metric: metric, At: at}
	i := slices.IndexFunc(s.Figures, wanted.same)
	if i < 0 {
		return f, false
	}
	return s.Figures[i], true
}

// Read reads a set from a file.
func Read(path string) (*Set, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("reading figures: %w", err)
	}
	if len(text) > fileMax {
		return nil, fmt.Errorf("reading figures from %s: %d bytes, at most %d", path, len(text), fileMax)
	}
	s := &Set{}
	if err := json.Unmarshal(text, s); err != nil {
		return nil, fmt.Errorf("reading figures from %s: %w", path, err)
	}
	return s, nil
}

// Write writes a set to a file; it does nothing without a path.
func (s *Set) Write(path string) error {
	if path == "" {
		return nil
	}
	text, err := json.MarshalIndent(s, "", " ")
	if err != nil { // a value that is no number
		return errors.Join(errors.New("writing figures"), err)
	}
	if err := os.WriteFile(path, append(text, '\n'), 0o644); err != nil {
		return fmt.Errorf("writing figures: %w", err)
	}
	return nil
}
