package steps

import "encoding/json"

// Again keeps of a menu that the hotkey repeat begins anew that its PIN was given.
func (m *menu) Again(state json.RawMessage) json.RawMessage {
	var s askState
	if json.Unmarshal(state, &s) != nil || !s.Opened {
		return nil
	}
	kept, _ := json.Marshal(askState{Opened: true}) // a struct of plain fields cannot fail
	return kept
}
