package api

import (
	"fmt"
	"net/http"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Order is a call that is to be made.
type Order struct {
	Endpoint string `json:"endpoint" doc:"Who is called, such as PJSIP/100: whom outbound allows."`
	// One of Flow, Extension, Connect and Bridge is given.
	Flow      string `json:"flow,omitempty" doc:"The flow that who answers walks."`
	Extension string `json:"extension,omitempty" doc:"EXTENSION@CONTEXT: where the call goes in the dialplan."`
	Connect   string `json:"connect,omitempty" doc:"Who is called when the first has answered."`
	Bridge    string `json:"bridge,omitempty" doc:"The bridge that who answers joins, by its id; it must be there."`
	// Order says who is called first, in click-to-call.
	Order string `json:"order,omitempty" enum:"agent_first,customer_first" doc:"customer_first calls connect first."`

	CallerID  CallerID          `json:"caller_id,omitzero" doc:"Who it says that calls."`
	Variables map[string]string `json:"variables,omitempty" doc:"Variables of the channel."`
	Vars      map[string]any    `json:"vars,omitempty" doc:"Variables of the flow."`
	Timeout   int               `json:"timeout,omitempty" doc:"How long it may ring; 30 s without it."`
	Asterisk  string            `json:"asterisk,omitempty" doc:"Which one calls; the first without it."`
}

// CallerID is who it says that calls.
type CallerID struct {
	Name   string `json:"name,omitempty" doc:"The name."`
	Number string `json:"number,omitempty" doc:"The number."`
}

// Orders of click-to-call.
const (
	agentFirst    = "agent_first"
	customerFirst = "customer_first"
)

// Check says what is wrong with an order.
func (o Order) Check() error {
	ways := 0
	for _, one := range []string{o.Flow, o.Extension, o.Connect, o.Bridge} {
		if one != "" {
			ways++
		}
	}
	const status = http.StatusUnprocessableEntity
	extension, context, at := strings.Cut(o.Extension, "@")
	switch {
	case o.Endpoint == "":
		return problem(status, "endpoint is missing", "who is called, such as PJSIP/100")
	case ways != 1:
		return problem(status, "it needs one of flow, extension, connect and bridge",
			`{"endpoint": "PJSIP/100", "flow": "main"}`)
	case o.Extension != "" && (!at || extension == "" || context == "" || strings.ContainsAny(o.Extension, ",\r\n")):
		return problem(status, fmt.Sprintf("%q is no place in the dialplan", o.Extension), "EXTENSION@CONTEXT")
	case o.Order != "" && o.Order != agentFirst && o.Order != customerFirst:
		return problem(status, fmt.Sprintf("order is %q", o.Order), agentFirst+", "+customerFirst)
	case o.Order == customerFirst && o.Connect == "":
		return problem(status, "order is for click-to-call, which has somebody to connect", "connect")
	case o.Timeout < 0 || o.Timeout > timeoutMost:
		return problem(status, fmt.Sprintf("timeout is %d", o.Timeout), fmt.Sprintf("1 to %d, in seconds", timeoutMost))
	case len(o.Variables) > variablesMax || len(o.Vars) > variablesMax:
		return problem(status, "there are too many variables", fmt.Sprintf("at most %d", variablesMax))
	}
	return o.checkTexts()
}

// checkTexts refuses what no telephone and no dialplan should get.
func (o Order) checkTexts() error {
	type text struct {
		name, value string
		most        int
	}
	texts := []text{{"endpoint", o.Endpoint, endpointMax}, {"connect", o.Connect, endpointMax},
		{"flow", o.Flow, textMax}, {"extension", o.Extension, textMax}, {"asterisk", o.Asterisk, textMax},
		{"bridge", o.Bridge, textMax},
		{"caller_id.name", o.CallerID.Name, textMax}, {"caller_id.number", o.CallerID.Number, textMax}}
	for name, value := range o.Variables {
		if !variableName(name) {
			return problem(http.StatusUnprocessableEntity, fmt.Sprintf("%q is no name of a variable", name),
				"letters, digits and _, not beginning with a digit")
		}
		texts = append(texts, text{"the variable " + name, value, 4 * textMax})
	}
	for _, one := range texts {
		if !utf8.ValidString(one.value) || utf8.RuneCountInString(one.value) > one.most ||
			strings.ContainsFunc(one.value, unicode.IsControl) {
			return problem(http.StatusUnprocessableEntity, one.name+" is too long, or has line breaks or other signs "+
				"that cannot be printed", fmt.Sprintf("at most %d characters of text", one.most))
		}
	}
	return nil
}

// variableName tells whether a variable may be called so. Functions of the
// dialplan are not among them: they could read files or run programs.
func variableName(name string) bool {
	for i, r := range name {
		if r > unicode.MaxASCII || !(r == '_' || unicode.IsLetter(r) || i > 0 && unicode.IsDigit(r)) {
			return false
		}
	}
	return name != "" && len(name) <= textMax
}
