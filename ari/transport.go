package ari

import "context"

// A Transport carries one request to Asterisk and brings its answer. It is safe for concurrent use. An error
// means that there was no answer; every status that Asterisk gave is an answer.
type Transport interface {
	RoundTrip(ctx context.Context, request *Request) (*Response, error)
	// Close ends everything the transport owns and waits for it. Requests under way fail with a [WebSocketTransport]; an
	// [HTTPTransport] has them end, and closes their connections then.
	Close() error
}

// A Request is one operation with its values.
type Request struct {
	Method string
	// Path is below the root, escaped, without a leading slash: "channels/17.1/answer".
	Path string
	// Query is not escaped.
	Query []QueryValue
	// Body is JSON, or nil.
	Body []byte
	// ResponseMax is the largest response body to accept, in bytes.
	ResponseMax int64
}

// A QueryValue is one name and value of a query.
type QueryValue struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// A Response is what Asterisk answered.
type Response struct {
	Status int
	Body   []byte
}
