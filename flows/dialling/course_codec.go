package dialling

import (
	"encoding/json"
	"fmt"
	"time"
)

// wireCourse is a course as JSON, with durations in nanoseconds.
type wireCourse struct {
	Phases []Phase   `json:"phases,omitempty"`
	Next   int       `json:"next,omitempty"`
	Began  time.Time `json:"began"`
}

// MarshalJSON writes how far the course has come, for whoever goes on with it.
func (c *Course) MarshalJSON() ([]byte, error) {
	return json.Marshal(wireCourse{c.phases, c.next, c.began})
}

// UnmarshalJSON reads what MarshalJSON wrote.
func (c *Course) UnmarshalJSON(data []byte) error {
	var wire wireCourse
	if err := json.Unmarshal(data, &wire); err != nil {
		return fmt.Errorf("reading the course of a dialling: %w", err)
	}
	if wire.Next < 0 {
		return fmt.Errorf("reading the course of a dialling: its next telephone is the %dth", wire.Next)
	}
	c.phases, c.next, c.began = wire.Phases, wire.Next, wire.Began
	return nil
}
