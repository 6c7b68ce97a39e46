package ari

import "encoding/json"

// An EventFilter chooses the event types that an application gets. A nil list leaves Asterisk's list as it
// is; an empty one clears it. Disallowed wins. Over a WebSocket transport the answers pass the filter too:
// a list of allowed types must hold RESTResponse.
type EventFilter struct {
	Allowed    []string
	Disallowed []string
}

// MarshalJSON writes each type as an object, as Asterisk wants it.
func (f EventFilter) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		Allowed    []filteredType `json:"allowed,omitzero"`
		Disallowed []filteredType `json:"disallowed,omitzero"`
	}{filteredTypes(f.Allowed), filteredTypes(f.Disallowed)})
}

type filteredType struct {
	Type string `json:"type"`
}

func filteredTypes(names []string) []filteredType {
	if names == nil {
		return nil
	}
	types := make([]filteredType, len(names))
	for i, name := range names {
		types[i].Type = name
	}
	return types
}
