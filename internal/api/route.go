package api

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"reflect"
	"slices"
	"strings"
)

// Scope is what a token must be allowed to do for a route.
type Scope string

// The scopes. Open is for routes that guard themselves, or show nothing that matters.
const (
	Open      Scope = ""
	Read      Scope = "read"
	Originate Scope = "originate"
	Control   Scope = "control"
)

// Scopes are all that a token may have.
func Scopes() []string { return []string{string(Read), string(Originate), string(Control)} }

// Route is one thing that the API does. The handler and the document are made of it.
type Route struct {
	// Method and Path, below /api/v1: POST, /calls/{id}/hangup.
	Method, Path string
	// Summary is a sentence, Doc is what else there is to know.
	Summary, Doc string
	Scope        Scope
	// Query and Header are the parameters that may be given; others in the query are refused.
	Query, Header []Parameter
	// Request is a value of the body's type, nil for no body. Its method Check, if it has one, says what is wrong with it.
	Request any
	// Form tells that a form of a web page is taken too; it is left as it is, in Raw.
	Form bool
	// Response is a value of the answer's type, nil for none (204).
	Response any
	// Status is that of the answer, 0 for 200, or 204 without Response.
	Status int
	// Produces is the kind of an answer that is not JSON, such as text/event-stream; Serve then returns [Written].
	Produces string
	// Lasts tells that an answer may take longer than others, as a stream does: no time to write bounds it.
	Lasts bool
	// Serve does it. The value is what is answered, or an [Answer], or [Written]; an error is best a *[Problem].
	Serve func(*Asked) (any, error)
}

// Parameter is one of the query or of the header.
type Parameter struct {
	Name, Doc string
	Required  bool
}

// Answer is an answer with more to it than its body.
type Answer struct {
	// Status is 0 for the route's.
	Status int
	Header http.Header
	Body   any
}

// Written writes an answer itself, header and all.
type Written func(w http.ResponseWriter)

// Asked is one request that came through: who asks may, and the body is read.
type Asked struct {
	*http.Request
	// By is the name of the token, for the log and the rules of who may be called.
	By string
	// Raw is the body as it was sent.
	Raw  []byte
	body any
	// more are things to log of what was done.
	more []any
	// refused is why it was not done, where the answer is a page that says so, and no problem.
	refused *Problem
}

// Note adds names and values to the line in the log about this request.
func (a *Asked) Note(namesWithValues ...any) { a.more = append(a.more, namesWithValues...) }

// BodyOf is the body of a request, of the type of the route's Request.
func BodyOf[T any](a *Asked) T {
	body, _ := a.body.(*T)
	if body == nil {
		return *new(T)
	}
	return *body
}

// read takes the body of a request in.
func (a *Asked) read(route Route) error {
	raw, err := io.ReadAll(a.Body)
	if large := (*http.MaxBytesError)(nil); errors.As(err, &large) {
		return problem(http.StatusRequestEntityTooLarge, "the body is too large",
			fmt.Sprintf("at most %d bytes", large.Limit))
	}
	if err != nil {
		return problem(http.StatusBadRequest, "the body could not be read: "+err.Error(), "")
	}
	a.Raw = raw
	if route.Form && a.isForm() {
		return nil
	}
	if route.Request == nil {
		if len(raw) > 0 {
			return problem(http.StatusBadRequest, "there is a body", "a request without one")
		}
		return nil
	}
	body := reflect.New(reflect.TypeOf(route.Request)).Interface()
	decoder := json.NewDecoder(strings.NewReader(string(raw)))
	decoder.DisallowUnknownFields()
	accepted := "an object with " + strings.Join(fieldNames(reflect.TypeOf(route.Request)), ", ")
	if err := decoder.Decode(body); err != nil {
		return problem(http.StatusBadRequest, "the body is not what is expected: "+err.Error(), accepted)
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return problem(http.StatusBadRequest, "there is more behind the body's object", accepted)
	}
	a.body = body
	if checked, ok := body.(interface{ Check() error }); ok {
		if err := checked.Check(); err != nil {
			return asProblem(err, http.StatusUnprocessableEntity)
		}
	}
	return nil
}

// checkQuery refuses parameters that a route does not have: a mistyped one would be overlooked.
func (a *Asked) checkQuery(route Route) error {
	var names []string
	for _, one := range route.Query {
		names = append(names, one.Name)
		if one.Required && a.URL.Query().Get(one.Name) == "" {
			return problem(http.StatusBadRequest, "the query has no "+one.Name, one.Doc)
		}
	}
	for name := range a.URL.Query() {
		if !slices.Contains(names, name) {
			return problem(http.StatusBadRequest, fmt.Sprintf("the query has %q, which means nothing here", name),
				strings.Join(names, ", "))
		}
	}
	for _, one := range route.Header {
		if one.Required && a.Header.Get(one.Name) == "" {
			return problem(http.StatusBadRequest, "the header "+one.Name+" is missing", one.Doc)
		}
	}
	return nil
}

// formKind is what browsers send a form as.
const formKind = "application/x-www-form-urlencoded"

func (a *Asked) isForm() bool { return strings.HasPrefix(a.Header.Get("Content-Type"), formKind) }
