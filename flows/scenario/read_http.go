package scenario

import (
	"encoding/json"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/ariapp/ariapp/flows/source"
)

// stubs reads a list of requests with their responses, in order: the first that fits answers.
func (r *reader) stubs(n *source.Node, shared bool) []Stub {
	if n == nil {
		return nil
	}
	const wanted = "a list of requests and their responses: - GET https://crm.example.com/customers/*: {status: 200}"
	if n.Kind != source.List {
		r.wrongType(n, "http", wanted)
		return nil
	}
	var stubs []Stub
	for _, item := range n.Items {
		if item.Kind != source.Map || len(item.Pairs) != 1 {
			r.wrongType(item, "a stub", "one request and its response: GET https://crm.example.com/customers/*: {status: 200}")
			continue
		}
		pair := item.Pairs[0]
		stub := Stub{Request: r.request(pair.Key), Times: -1, Optional: shared, Pos: pair.Key.Pos}
		r.response(pair.Value, &stub)
		stubs = append(stubs, stub)
	}
	return stubs
}

const phraseRequest = "a method and an address: GET https://crm.example.com/customers/*"

// request reads a method and an address.
func (r *reader) request(n *source.Node) string {
	text := r.text(n, "a request", phraseRequest)
	if text == "" {
		return ""
	}
	method, address, _ := strings.Cut(text, " ")
	address = strings.TrimSpace(address)
	parsed, err := url.Parse(strings.ReplaceAll(address, "*", "x"))
	if err != nil || !slices.Contains(methods(), method) || parsed.Host == "" ||
		parsed.Scheme != "http" && parsed.Scheme != "https" {
		r.wrongType(n, "a request", phraseRequest)
		return ""
	}
	return method + " " + address
}

func methods() []string {
	return []string{http.MethodGet, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodHead,
		anyMethod}
}

// response reads what a stub answers: a status alone, or more of it.
func (r *reader) response(n *source.Node, stub *Stub) {
	if n.Kind == source.Scalar {
		stub.Status = r.status(n)
		return
	}
	if n.Kind == source.Empty {
		stub.Status = http.StatusOK
		return
	}
	fields := r.fields(n, "a response", "status", "json", "body", "headers", "error", "after", "times", "optional")
	if fields == nil {
		return
	}
	stub.After = r.duration(fields["after"], "after", 0)
	stub.Times = r.count(fields["times"], "times")
	if n := fields["optional"]; n != nil {
		stub.Optional = r.word(n, "optional", "true", "false") == "true"
	}
	stub.Error = r.word(fields["error"], "error", slices.Sorted(maps.Keys(stubErrors()))...)
	if fields["error"] != nil {
		for _, name := range []string{"status", "json", "body", "headers"} {
			if other := fields[name]; other != nil {
				r.errorf(other, "exclusive-fields", "error and %s exclude each other: no response comes", name)
			}
		}
		return
	}
	if stub.Status = http.StatusOK; fields["status"] != nil {
		stub.Status = r.status(fields["status"])
	}
	stub.Header = r.headers(fields["headers"])
	switch body, value := fields["body"], fields["json"]; {
	case body != nil && value != nil:
		r.errorf(value, "exclusive-fields", "json and body exclude each other")
	case body != nil:
		stub.Body = r.text(body, "body", "a text")
	case value != nil:
		text, _ := json.Marshal(literal(value)) // what a file can hold has a JSON
		stub.Body = string(text)
		if !slices.ContainsFunc(stub.Header, func(h Header) bool { return strings.EqualFold(h.Name, contentType) }) {
			stub.Header = append(stub.Header, Header{contentType, "application/json"})
		}
	}
}

const contentType = "Content-Type"

func (r *reader) status(n *source.Node) int {
	status, err := strconv.Atoi(n.Value)
	if n.Kind != source.Scalar || err != nil || status < 100 || status > 599 {
		r.wrongType(n, "status", "an HTTP status such as 200")
		return 0
	}
	return status
}

func (r *reader) headers(n *source.Node) []Header {
	var headers []Header
	for _, pair := range r.pairs(n, "headers", "a mapping of names to values") {
		if pair.Value.Kind == source.List || pair.Value.Kind == source.Map {
			r.wrongType(pair.Value, pair.Key.Value, "a single value")
			continue
		}
		headers = append(headers, Header{pair.Key.Value, pair.Value.Value})
	}
	return headers
}
