package journal

import (
	"net/url"
	"unicode/utf8"

	"github.com/ariapp/ariapp/flows"
)

// keptHeaders are those of a response that steps look at.
func keptHeaders() []string {
	return []string{"Content-Type", "Content-Language", "Location", "Retry-After"}
}

// ofRequest is what is written of a request and its response.
func ofRequest(req flows.Request, resp flows.Response, err error, bare bool) *Asked {
	address, bad := url.Parse(req.URL)
	if bad != nil {
		address = nil
	}
	a := &Asked{Port: PortHTTP, Op: req.Method, Target: shownAddress(req.URL, address, bare), Bare: bare,
		Status: resp.Status, Attempts: resp.Attempts, Stale: resp.Stale, Took: resp.Took}
	if a.Op == "" {
		a.Op = "GET"
	}
	hide := hiddenIn(req, address)
	if !bare && err == nil {
		a.answer(resp, hide)
	}
	a.failed(err, hide)
	return a
}

// answer keeps a response, as far as it is text and not too long.
func (a *Asked) answer(resp flows.Response, hide hidden) {
	for _, name := range keptHeaders() {
		value := resp.Header[name]
		if value == "" || !utf8.ValidString(value) {
			continue
		}
		if a.Header == nil {
			a.Header = map[string]string{}
		}
		a.Header[name] = hide.in(clipped(value, textMax))
	}
	if !utf8.Valid(resp.Body) {
		a.Cut = true
		return
	}
	// A secret across the end would be half of itself there, and not be found.
	body := hide.in(string(resp.Body))
	a.Body = clipped(body, answerMax)
	a.Cut = a.Body != string(resp.Body)
}

// failed notes an error; of a bare question its kind alone.
func (a *Asked) failed(err error, hide hidden) {
	if a.Fault = faultOf(err); err != nil && !a.Bare {
		a.Error = clipped(hide.in(err.Error()), textMax)
	}
}

// ofStore is what is written of a question to the store.
func ofStore(op, key string, item flows.Item, err error, bare bool) *Asked {
	a := &Asked{Port: PortStore, Op: op, Bare: bare}
	if !bare {
		a.Target, a.Revision, a.Expires = clipped(key, textMax), item.Revision, item.Expires
		a.Value = clipped(item.Value, answerMax)
		a.Cut = len(a.Value) < len(item.Value)
	}
	a.failed(err, nil)
	return a
}

// ofTable is what is written of a look-up.
func ofTable(table, key string, row map[string]any, found bool, err error, bare bool) *Asked {
	a := &Asked{Port: PortTables, Op: "lookup", Target: table, Bare: bare, Found: found}
	if !bare {
		a.Key = clipped(key, textMax)
		a.Row, a.Cut = shownRow(row)
	}
	a.failed(err, nil)
	return a
}

// ofSchedule is what is written of a question to a schedule; nothing of a caller is in it.
func ofSchedule(name string, d flows.Decision, err error) *Asked {
	a := &Asked{Port: PortSchedules, Op: "decide", Target: name,
		Decision: &Decision{Open: d.Open, Status: d.Status, Rule: clipped(d.Rule, textMax), Until: d.Until}}
	a.failed(err, nil)
	return a
}

// ofOverride is what is written of a schedule that is set by hand.
func ofOverride(name, mode string, err error) *Asked {
	a := &Asked{Port: PortSchedules, Op: "override", Target: name, Key: mode}
	a.failed(err, nil)
	return a
}
