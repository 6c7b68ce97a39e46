package steps

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/source"
)

// request is what an http step sends.
type request struct {
	url             flows.Value[string]
	method          string
	query           map[string]any // of flows.Value[string]
	headers, form   map[string]any // of flows.Value[flows.Secret]
	body            *tree
	timeout, budget flows.Value[time.Duration]
	retries         flows.Value[int]
	hasRetries      bool
	cache           flows.Value[time.Duration]
	stale           flows.Value[bool]
	sign            string
}

func newRequest(a flows.Args) request {
	q := request{url: flows.Get[flows.Value[string]](a, "url"), method: flows.Get[string](a, "method"),
		query: flows.Get[map[string]any](a, "query"), headers: flows.Get[map[string]any](a, "headers"),
		form: flows.Get[map[string]any](a, "form"), body: flows.Get[*tree](a, "json"),
		timeout: flows.Get[flows.Value[time.Duration]](a, "timeout"),
		budget:  flows.Get[flows.Value[time.Duration]](a, "budget"),
		retries: flows.Get[flows.Value[int]](a, "retries"), hasRetries: a.Has("retries"),
		cache: flows.Get[flows.Value[time.Duration]](a, "cache"), stale: flows.Get[flows.Value[bool]](a, "stale_on_error"),
		sign: flows.Get[string](a, "sign")}
	if a.Has("json") && a.Has("form") {
		a.Errorf("form", "exclusive-fields", "json and form exclude each other")
	}
	hasBody := a.Has("json") || a.Has("form")
	switch {
	case q.method == "" && hasBody:
		q.method = http.MethodPost
	case q.method == "":
		q.method = http.MethodGet
	case hasBody && (q.method == http.MethodGet || q.method == http.MethodHead):
		a.Errorf("method", "exclusive-fields", "a %s has no body", q.method)
	}
	if q.method != http.MethodGet && a.Has("cache") {
		a.Errorf("cache", "exclusive-fields", "only the response to a GET can be kept, this is a %s", q.method)
	}
	if retries, fixed := q.retries.Constant(); fixed && retries < 0 {
		a.Errorf("retries", "wrong-type", "retries must be a whole number from 0")
	}
	for _, name := range slices.Sorted(maps.Keys(q.headers)) {
		if !isToken(name) {
			a.Errorf("headers", "wrong-type", "%q is no header's name", name)
		}
	}
	return q
}

// isToken tells whether s can be the name of a header.
func isToken(s string) bool {
	return s != "" && strings.IndexFunc(s, func(c rune) bool {
		return c > '~' || c <= ' ' || strings.ContainsRune(`()<>@,;:\"/[]?={}`, c)
	}) < 0
}

// evaluate makes the request of a call.
func (q request) evaluate(r *flows.Run) (flows.Request, error) {
	req := flows.Request{Method: q.method, Key: r.Occasion(), Sign: q.sign, Header: map[string]string{}}
	var err error
	if req.URL, err = q.address(r); err != nil {
		return req, err
	}
	for name, value := range q.headers {
		if req.Header[name], err = reveal(r, value); err != nil {
			return req, err
		}
		if strings.ContainsAny(req.Header[name], "\r\n\x00") {
			return req, refused("the header "+name, "", "without line breaks")
		}
	}
	if err := q.fillBody(r, &req); err != nil {
		return req, err
	}
	if req.Timeout, err = q.timeout.Eval(r); err != nil {
		return req, err
	}
	if req.Budget, err = q.budget.Eval(r); err != nil {
		return req, err
	}
	if req.CacheFor, err = q.cache.Eval(r); err != nil {
		return req, err
	}
	if req.StaleOnError, err = q.stale.Eval(r); err != nil {
		return req, err
	}
	if q.hasRetries {
		retries, err := q.retries.Eval(r)
		if err != nil {
			return req, err
		}
		req.Retries = &retries
	}
	return req, nil
}

// address is the URL with its query.
func (q request) address(r *flows.Run) (string, error) {
	address, err := q.url.Eval(r)
	if err != nil || len(q.query) == 0 {
		return address, err
	}
	parsed, err := url.Parse(address)
	if err != nil {
		return "", fmt.Errorf("the URL cannot be read") // its text may hold a caller's data
	}
	query := parsed.Query()
	for _, name := range slices.Sorted(maps.Keys(q.query)) {
		value, ok := q.query[name].(flows.Value[string])
		if !ok {
			continue
		}
		text, err := value.Eval(r)
		if err != nil {
			return "", err
		}
		query.Set(name, text)
	}
	parsed.RawQuery = query.Encode()
	return parsed.String(), nil
}

func (q request) fillBody(r *flows.Run, req *flows.Request) error {
	switch {
	case q.form != nil:
		form := url.Values{}
		for name, value := range q.form {
			text, err := reveal(r, value)
			if err != nil {
				return err
			}
			form.Set(name, text)
		}
		req.Body, req.Secret = []byte(form.Encode()), true // whether a secret is in it is not known
		setContentType(req.Header, "application/x-www-form-urlencoded")
	case q.body != nil:
		value, secret, err := q.body.evaluate(r)
		if err != nil {
			return err
		}
		if req.Body, err = json.Marshal(value); err != nil {
			return fmt.Errorf("writing the request's JSON: %w", err)
		}
		req.Secret = secret
		setContentType(req.Header, "application/json")
	}
	return nil
}

// setContentType says what the body is, unless the file does.
func setContentType(header map[string]string, kind string) {
	for name := range header {
		if strings.EqualFold(name, "Content-Type") {
			return
		}
	}
	header["Content-Type"] = kind
}

func reveal(r *flows.Run, value any) (string, error) {
	v, ok := value.(flows.Value[flows.Secret])
	if !ok {
		return "", nil
	}
	secret, err := v.Eval(r)
	return flows.Reveal(secret), err
}

// mapOf reads a mapping of names to values of type t: map[string]any of what t gives.
func mapOf(t flows.Type) flows.Type {
	accepts := "a mapping of names to values"
	return flows.NewType("mapping", accepts, func(p flows.Parser, n *source.Node) any {
		if n.Kind != source.Map || len(n.Pairs) == 0 {
			p.Report().WrongType(n, p.What(), accepts)
			return nil
		}
		all := map[string]any{}
		for key, item := range n.All() {
			if value := p.Parse(t, key.Value, item); value != nil {
				all[key.Value] = value
			}
		}
		return all
	}).Shaped(flows.Shape{Map: &flows.Shape{Types: []flows.Type{t}}})
}

// tree is a JSON value with expressions in it.
type tree struct {
	fields map[string]*tree
	items  []*tree
	isList bool
	leaf   flows.Value[any]
}

func treeType() flows.Type {
	return flows.NewType("JSON", "any value", func(p flows.Parser, n *source.Node) any { return readTree(p, n) }).
		Shaped(flows.Shape{Types: []flows.Type{flows.Any}})
}

func readTree(p flows.Parser, n *source.Node) *tree {
	t := &tree{}
	switch n.Kind {
	case source.Map:
		t.fields = map[string]*tree{}
		for key, item := range n.All() {
			t.fields[key.Value] = readTree(p, item)
		}
	case source.List:
		t.isList = true
		for _, item := range n.Items {
			t.items = append(t.items, readTree(p, item))
		}
	case source.Scalar:
		t.leaf, _ = p.Parse(flows.Any, p.What(), n).(flows.Value[any])
	}
	return t
}

// evaluate makes the value; secret tells that secrets are in it.
func (t *tree) evaluate(r *flows.Run) (value any, secret bool, err error) {
	switch {
	case t.fields != nil:
		fields := map[string]any{}
		for name, sub := range t.fields {
			v, s, err := sub.evaluate(r)
			if err != nil {
				return nil, false, err
			}
			fields[name], secret = v, secret || s
		}
		return fields, secret, nil
	case t.isList:
		items := make([]any, len(t.items))
		for i, sub := range t.items {
			v, s, err := sub.evaluate(r)
			if err != nil {
				return nil, false, err
			}
			items[i], secret = v, secret || s
		}
		return items, secret, nil
	}
	if value, err = t.leaf.Eval(r); err != nil {
		return nil, false, err
	}
	if sealed, ok := value.(flows.Secret); ok {
		return flows.Reveal(sealed), true, nil
	}
	if span, ok := value.(time.Duration); ok {
		return span.String(), false, nil
	}
	return value, false, nil
}
