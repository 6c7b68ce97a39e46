package fakeari

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// restRequest is a request that came over the event socket.
type restRequest struct {
	Type          *string `json:"type"`
	TransactionID string  `json:"transaction_id"`
	RequestID     string  `json:"request_id"`
	Method        string  `json:"method"`
	URI           string  `json:"uri"`
	ContentType   string  `json:"content_type"`
	MessageBody   string  `json:"message_body"`
	QueryStrings  []struct {
		Name  *string `json:"name"`
		Value *string `json:"value"`
	} `json:"query_strings"`
}

// restResponse is the answer to it, in Asterisk's order of fields.
type restResponse struct {
	Type          string `json:"type"`
	TransactionID string `json:"transaction_id"`
	RequestID     string `json:"request_id"`
	Status        int    `json:"status_code"`
	Reason        string `json:"reason_phrase"`
	URI           string `json:"uri"`
	ContentType   string `json:"content_type,omitempty"`
	MessageBody   string `json:"message_body,omitempty"`
	Application   string `json:"application"`
	Timestamp     string `json:"timestamp"`
	AsteriskID    string `json:"asterisk_id"`
}

var methods = []string{
	http.MethodGet, http.MethodPost, http.MethodHead, http.MethodPut, http.MethodDelete, http.MethodOptions,
}

// mayAnswer tells whether a response gets out: it passes the filter of the
// socket's first application, and without that application it is lost.
func (se *session) mayAnswer() bool {
	se.server.mu.Lock()
	defer se.server.mu.Unlock()
	app := se.server.apps[se.apps[0]]
	return app != nil && app.hears("RESTResponse")
}

// answer carries out a request from the socket.
func (se *session) answer(ctx context.Context, text []byte, upgrade *http.Request) *restResponse {
	var asked restRequest
	rep := se.respond(ctx, text, &asked, upgrade)
	uri, _, _ := strings.Cut(asked.URI, "?")
	response := &restResponse{
		Type: "RESTResponse", TransactionID: asked.TransactionID, RequestID: asked.RequestID,
		Status: rep.status, Reason: rep.reason, URI: uri, Application: se.apps[0],
		Timestamp: timeText(se.server.clock()), AsteriskID: se.server.options.EntityID,
	}
	if response.Reason == "" {
		response.Reason = http.StatusText(rep.status)
	}
	if rep.body != nil {
		body, err := json.Marshal(rep.body)
		if err != nil {
			panic("fakeari: a reply does not become JSON: " + err.Error())
		}
		response.ContentType, response.MessageBody = "application/json", string(body)
	}
	return response
}

// respond checks the message in Asterisk's order and has it answered.
func (se *session) respond(
	ctx context.Context, text []byte, asked *restRequest, upgrade *http.Request,
) reply {
	if !json.Valid(text) {
		return reply{status: http.StatusBadRequest, reason: "Failed to parse request message JSON"}
	}
	_ = json.Unmarshal(text, asked)
	if asked.Type == nil {
		return badMessage("No 'type' property.")
	}
	if *asked.Type != "RESTRequest" {
		asked.URI = ""
		return badMessage("Unknown request type.")
	}
	if asked.URI == "" {
		return badMessage("Empty or missing 'uri' property.")
	}
	if !slices.Contains(methods, asked.Method) {
		return badMessage("Unknown or missing 'method' property.")
	}
	a := &ask{ctx: ctx, method: asked.Method, body: []byte(asked.MessageBody), transport: "websocket"}
	if refusal := a.readMessage(asked); refusal.status != 0 {
		return refusal
	}
	a.params.query = withKey(a.params.query, upgrade)
	if refusal := se.server.admit(a, upgrade); refusal.status != 0 {
		return refusal
	}
	if a.path == "events" && a.method == http.MethodGet {
		return badMessage("Can't upgrade to websocket from a websocket")
	}
	return se.server.answer(a)
}

func (a *ask) readMessage(asked *restRequest) reply {
	a.path, a.query, _ = strings.Cut(asked.URI, "?")
	if values, err := url.ParseQuery(a.query); err == nil {
		a.params.addForm(values)
	}
	for _, pair := range asked.QueryStrings {
		if pair.Name == nil || pair.Value == nil {
			return badMessage("Unable to parse 'query_strings' array.")
		}
		a.params.query[*pair.Name] = *pair.Value
	}
	if len(a.body) > 0 && asked.ContentType == "" {
		return badMessage("No 'content_type' for 'message_body'.")
	}
	return a.readBody(asked.ContentType)
}

// withKey adds the key of the upgrade, by which every request on a socket is
// admitted again.
func withKey(query map[string]string, upgrade *http.Request) map[string]string {
	if key := upgrade.URL.Query().Get("api_key"); key != "" {
		query["api_key"] = key
	}
	return query
}

func badMessage(text string) reply {
	rep := failed(http.StatusBadRequest, "%s", text)
	rep.reason = "Bad request"
	return rep
}
