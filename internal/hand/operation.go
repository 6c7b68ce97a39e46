package hand

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"reflect"
	"strings"

	"github.com/ariapp/ariapp/ari"
)

// ErrOrder is wrapped when an order is wrong in itself.
var ErrOrder = errors.New("this cannot be ordered")

// Nothing is the order or the answer of an operation that has none.
type Nothing struct{}

// File is an answer that is no JSON: the bytes of a file.
type File []byte

// Route is where and how an operation is found.
type Route struct {
	Method, Path string
	// Summary is a sentence of what it does.
	Summary string
	// Changes tells that something is other than before.
	Changes bool
}

// An Operation is one thing that is done: Q is the order, A the answer. Fields of
// Q with the tag path stand in the path, those with the tag query behind it, the rest in the body.
type Operation[Q, A any] struct {
	Route
	run func(ctx context.Context, client *ari.Client, order Q) (A, error)
}

// An order that knows what is wrong with it.
type checked interface{ check() error }

// orderf is what is wrong with an order.
func orderf(format string, args ...any) error {
	return fmt.Errorf("%w: "+format, append([]any{ErrOrder}, args...)...)
}

// Do carries it out.
func (o Operation[Q, A]) Do(ctx context.Context, h Hand, order Q) (A, error) {
	var answer A
	if err := o.check(order); err != nil {
		return answer, err
	}
	if h.client != nil {
		return o.run(ctx, h.client, order)
	}
	path, body, err := request(o.Route, order)
	if err != nil {
		return answer, err
	}
	err = h.api.Ask(ctx, o.Method, path, body, &answer)
	return answer, err
}

func (o Operation[Q, A]) check(order Q) error {
	err := eachTagged(reflect.ValueOf(order), func(tag, name string, field reflect.Value) error {
		if id := field.String(); tag == "path" && (id == "" || id == "." || id == "..") {
			return orderf("%s is %q", name, id)
		}
		return nil
	})
	if err != nil {
		return err
	}
	if c, ok := any(order).(checked); ok {
		return c.check()
	}
	return nil
}

// Served is an operation for who serves it.
type Served struct {
	Route
	// Order and Answer are zero values of what it takes and gives.
	Order, Answer any
	// Serve carries it out on an Asterisk, as a request has it.
	Serve func(ctx context.Context, client *ari.Client, asked Asked) (any, error)
}

// Asked is a request: the values of path and query by their names, and the body.
type Asked struct {
	Path, Query func(name string) string
	Body        io.Reader
	// Permit is asked for each endpoint that the operation reaches, as one would dial it; nil permits all.
	Permit func(ctx context.Context, endpoint string) error
}

// reaching is an order by which somebody is called, or written to.
type reaching interface {
	// reaches are the endpoints, a place in the dialplan as Local/EXTENSION@CONTEXT.
	reaches() []string
}

// permit asks for all that an order reaches.
func (a Asked) permit(ctx context.Context, order any) error {
	r, reaches := order.(reaching)
	if !reaches || a.Permit == nil {
		return nil
	}
	for _, endpoint := range r.reaches() {
		if err := a.Permit(ctx, endpoint); err != nil {
			return err
		}
	}
	return nil
}

// served hides the types.
func (o Operation[Q, A]) served() Served {
	var order Q
	var answer A
	return Served{o.Route, order, answer, func(ctx context.Context, client *ari.Client, asked Asked) (any, error) {
		var order Q
		if err := o.read(&order, asked); err != nil {
			return nil, err
		}
		if err := o.check(order); err != nil {
			return nil, err
		}
		if err := asked.permit(ctx, order); err != nil {
			return nil, err
		}
		return o.run(ctx, client, order)
	}}
}

// read takes an order out of a request.
func (o Operation[Q, A]) read(order *Q, asked Asked) error {
	if o.Method == http.MethodPost || o.Method == http.MethodPut {
		text, err := io.ReadAll(asked.Body)
		if err != nil {
			return fmt.Errorf("reading the order: %w", err)
		}
		if len(bytes.TrimSpace(text)) > 0 {
			decoder := json.NewDecoder(bytes.NewReader(text))
			decoder.DisallowUnknownFields()
			if err := decoder.Decode(order); err != nil {
				return orderf("%v", err)
			}
			if decoder.More() {
				return orderf("more than one JSON value")
			}
		}
	}
	return eachTagged(reflect.ValueOf(order).Elem(), func(tag, name string, field reflect.Value) error {
		if tag == "path" {
			field.SetString(asked.Path(name))
		} else {
			field.SetString(asked.Query(name))
		}
		return nil
	})
}

// request is the path and body of an order.
func request(r Route, order any) (path string, body any, err error) {
	path = r.Path
	query := url.Values{}
	err = eachTagged(reflect.ValueOf(order), func(tag, name string, field reflect.Value) error {
		switch value := field.String(); {
		case tag == "path":
			path = strings.ReplaceAll(path, "{"+name+"}", url.PathEscape(value))
		case value != "":
			query.Set(name, value)
		}
		return nil
	})
	if len(query) > 0 {
		path += "?" + query.Encode()
	}
	if (r.Method == http.MethodPost || r.Method == http.MethodPut) && hasBody(reflect.TypeOf(order)) {
		body = order
	}
	return path, body, err
}

// hasBody tells whether an order has anything that stands in a body.
func hasBody(order reflect.Type) bool {
	for i := range order.NumField() {
		if order.Field(i).Tag.Get("json") != "-" {
			return true
		}
	}
	return false
}

// eachTagged visits the fields of a struct that stand in the path or query.
func eachTagged(order reflect.Value, visit func(tag, name string, field reflect.Value) error) error {
	for i := range order.NumField() {
		field := order.Type().Field(i)
		for _, tag := range []string{"path", "query"} {
			if name := field.Tag.Get(tag); name != "" {
				if err := visit(tag, name, order.Field(i)); err != nil {
					return err
				}
			}
		}
	}
	return nil
}
