package ari

import "encoding/json"

// A Var is the value given to a channel variable.
type Var struct {
	Value string
	// ReportEvents has Asterisk (22.10 and later) put the variable into the channel's events.
	ReportEvents bool
}

// MarshalJSON writes a plain string unless ReportEvents is set: older servers know nothing else.
func (v Var) MarshalJSON() ([]byte, error) {
	if !v.ReportEvents {
		return json.Marshal(v.Value)
	}
	return BridgeVar(v).MarshalJSON()
}

// A BridgeVar is the value given to a bridge variable (Asterisk 22.10 and later).
type BridgeVar struct {
	Value string
	// ReportEvents has Asterisk put the variable into the bridge's events.
	ReportEvents bool
}

// MarshalJSON always writes an object: creating a bridge refuses plain strings.
func (v BridgeVar) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		Value        string `json:"value"`
		ReportEvents bool   `json:"report_events"`
	}{v.Value, v.ReportEvents})
}

// Vars turns plain values into variables that are not reported in events.
func Vars(values map[string]string) map[string]Var {
	vars := make(map[string]Var, len(values))
	for name, value := range values {
		vars[name] = Var{Value: value}
	}
	return vars
}

// Ptr returns a pointer to v, for optional parameters.
func Ptr[T any](v T) *T { return &v }
