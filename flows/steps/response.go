package steps

import (
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/source"
)

// codes are HTTP statuses: single ones, and classes as in 2xx.
type codes map[int]bool

const codesAccept = "a status such as 200, a class such as 2xx, or a list of these"

func codesType() flows.Type {
	one := flows.Shape{Words: []string{"1xx", "2xx", "3xx", "4xx", "5xx"}, Types: []flows.Type{flows.Whole}}
	shape := one
	shape.List = &one
	return flows.NewType("statuses", codesAccept, func(p flows.Parser, n *source.Node) any {
		all := codes{}
		if len(n.Elements()) == 0 {
			p.Report().WrongType(n, p.What(), codesAccept)
			return nil
		}
		for _, item := range n.Elements() {
			text := item.Value
			if class, ok := strings.CutSuffix(text, "xx"); ok && item.Kind == source.Scalar {
				if digit, err := strconv.Atoi(class); err == nil && digit >= 1 && digit <= 5 {
					all[digit] = true
					continue
				}
			}
			code, err := strconv.Atoi(text)
			if item.Kind != source.Scalar || err != nil || code < 100 || code > 599 {
				p.Report().WrongType(item, p.What(), codesAccept)
				return nil
			}
			all[code] = true
		}
		return all
	}).Shaped(shape)
}

func (c codes) has(status int) bool { return c[status] || c[status/100] }

func refusedStatus(status int) error { return fmt.Errorf("%w with status %d", errStatus, status) }

func notJSON(response flows.Response) error {
	kind, _, _ := strings.Cut(response.Header["Content-Type"], ";")
	kind = strings.TrimSpace(kind)
	switch lower := strings.ToLower(kind); {
	case len(response.Body) == 0:
		return fmt.Errorf("%w: it has no body", errResponse)
	case strings.HasSuffix(lower, "/json"), strings.HasSuffix(lower, "+json"):
		return fmt.Errorf("%w: it says it is JSON but cannot be read", errResponse)
	}
	return fmt.Errorf("%w: it is no JSON but %q", errResponse, clipText([]byte(kind)))
}

// readJSON reads a response's JSON. Numbers that are whole stay whole.
func readJSON(response flows.Response) (any, bool) {
	kind := response.Header["Content-Type"]
	if strings.HasPrefix(kind, "text/html") || len(response.Body) == 0 {
		return nil, false
	}
	decoder := json.NewDecoder(strings.NewReader(string(response.Body)))
	decoder.UseNumber()
	var value any
	if decoder.Decode(&value) != nil {
		return nil, false
	}
	if _, err := decoder.Token(); err != io.EOF {
		return nil, false
	}
	return plain(value)
}

// plain turns numbers into those of expressions; false when one is beyond them, such as 1e999.
func plain(value any) (any, bool) {
	fits := true
	switch value := value.(type) {
	case json.Number:
		if whole, err := strconv.Atoi(value.String()); err == nil {
			return whole, true
		}
		number, err := value.Float64()
		return number, err == nil
	case map[string]any:
		for name, item := range value {
			if value[name], fits = plain(item); !fits {
				return nil, false
			}
		}
	case []any:
		for i, item := range value {
			if value[i], fits = plain(item); !fits {
				return nil, false
			}
		}
	}
	return value, true
}

// clipText is the beginning of a body that is kept as a text.
func clipText(body []byte) string {
	if len(body) > textKept {
		body = body[:textKept]
	}
	if !utf8.Valid(body) {
		return strings.ToValidUTF8(string(body), "")
	}
	return string(body)
}
