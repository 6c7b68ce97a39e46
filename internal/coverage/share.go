package coverage

import (
	"encoding/json"
	"fmt"
	"math"
)

// Share is how much of something was taken.
type Share struct{ Taken, All int }

// Percent is the share in percent, rounded down to a tenth: 100 is all. Of nothing, all was taken.
func (s Share) Percent() float64 {
	if s.Taken >= s.All {
		return whole
	}
	return math.Floor(float64(s.Taken)*whole*tenths/float64(s.All)) / tenths
}

// String writes both numbers and the percentage, "–" where there is nothing to take.
func (s Share) String() string {
	if s.All == 0 {
		return "–"
	}
	return fmt.Sprintf("%d/%d %v %%", s.Taken, s.All, s.Percent())
}

// MarshalJSON writes both numbers and the percentage.
func (s Share) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		Taken   int     `json:"taken"`
		All     int     `json:"all"`
		Percent float64 `json:"percent"`
	}{s.Taken, s.All, s.Percent()})
}

func (s *Share) add(taken bool) {
	s.All++
	if taken {
		s.Taken++
	}
}

// Shares are those of a flow or of a whole file.
type Shares struct {
	Steps    Share `json:"steps"`
	Choices  Share `json:"choices"`
	Handlers Share `json:"handlers"`
	Branches Share `json:"branches"`
}

func (s *Shares) add(i Item) {
	of := map[Kind]*Share{Step: &s.Steps, Choice: &s.Choices, Handler: &s.Handlers, Branch: &s.Branches}
	of[i.Kind].add(i.Times > 0)
}

// Flow is one flow's shares; the file's defaults have the name "".
type Flow struct {
	Name string `json:"name"`
	Shares
}

// Report is what of a program was taken.
type Report struct {
	Shares
	// Flows are in the order of the file, its defaults behind them if they hold anything.
	Flows []Flow `json:"flows"`
	// Never is what was not taken, in the order of the file.
	Never []Item `json:"never"`
}
