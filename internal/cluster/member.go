package cluster

import (
	"encoding/json"
	"errors"
	"fmt"
)

// Member is an instance as it tells of itself.
type Member struct {
	Owner
	// Format is the version of this shape.
	Format int `json:"format"`
	// App is the Stasis application in which its calls are.
	App string `json:"app"`
	// Version is the program's, Flows that of the flows in use.
	Version string `json:"version,omitempty"`
	Flows   string `json:"flows,omitempty"`
	// Reads are the shapes of what is kept of a call that it can go on with.
	Reads Formats `json:"reads,omitzero"`
	// Calls are under way, at most Most.
	Calls int `json:"calls"`
	Most  int `json:"most,omitempty"`
	// Draining members take no further calls, Overloaded ones none for now.
	Draining   bool `json:"draining,omitempty"`
	Overloaded bool `json:"overloaded,omitempty"`
	// Crowded are the Asterisks of which it takes no further calls for now, as requests to them wait.
	Crowded []string `json:"crowded,omitempty"`
	// Asterisks are those to which it is connected.
	Asterisks []string `json:"asterisks,omitempty"`
	// Beat counts how often it has told.
	Beat uint64 `json:"beat"`

	// later tells that it is of a later format: it lives, and what it has is not ours, but nothing is given to it.
	later bool
}

// ErrMember tells that what stands in the place of a member is none.
var ErrMember = errors.New("a member cannot be read")

// ParseMember reads a member. Of one of a later format counts what can be read: who took it for nobody would take its
// calls away.
func ParseMember(data []byte) (Member, error) {
	var m Member
	if err := json.Unmarshal(data, &m); err != nil {
		return Member{}, fmt.Errorf("%w: %w", ErrMember, err)
	}
	switch {
	case m.Format < formatOldest:
		return Member{}, fmt.Errorf("%w: its format is %d", ErrMember, m.Format)
	case m.Instance == "" || m.Boot == "":
		return Member{}, fmt.Errorf("%w: it has no name", ErrMember)
	}
	m.later = m.Format > memberFormat
	return m, nil
}
