package api

import (
	"bytes"
	"errors"
	"html/template"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/ariapp/ariapp/flows"
)

// Visit is what a visitor of a signed URL may give.
type Visit struct {
	Number string `json:"number,omitempty" doc:"The number to call, where the URL asks for one."`
}

// Called tells a visitor that a telephone rings.
type Called struct {
	Called bool `json:"called" doc:"Always true: a telephone rings."`
}

// givenNumber is what a visitor may give: a number and nothing that leads elsewhere.
var givenNumber = regexp.MustCompile(`^\+?[0-9]{3,20}$`)

func (h *house) callbackRoutes() []Route {
	signed := []Parameter{{Name: "t", Required: true, Doc: "What the URL was signed with."}}
	return []Route{
		{Method: http.MethodGet, Path: "/callback", Summary: "A page with a button that calls.", Scope: Open, Query: signed,
			Produces: "text/html", Serve: h.showCallback,
			Doc: "The signed URL of POST /callback-urls. It calls nobody: browsers and mail programs fetch what they see."},
		{Method: http.MethodPost, Path: "/callback", Summary: "Calls as a signed URL says.", Scope: Open, Query: signed,
			Request: Visit{}, Form: true, Response: Called{}, Status: http.StatusAccepted, Serve: h.callback,
			Doc: "What the button of the page does; a form is answered with a page."},
	}
}

// admitTicket reads the ticket of a request, and tells why it is good no more.
func (h *house) admitTicket(a *Asked) (ticket, *Problem) {
	t, err := h.unseal(a.URL.Query().Get("t"))
	switch {
	case err != nil:
		return t, problem(http.StatusForbidden, errTicket.Error(), "a URL as POST /callback-urls gave it")
	case h.Now().Unix() >= t.Expires:
		return t, problem(http.StatusGone, "the link has expired", "a new one")
	case !h.stands(t.By):
		return t, problem(http.StatusGone, "who made the link may not call any more", "a new one")
	}
	return t, nil
}

// stands tells whether who made a link may still call.
func (h *house) stands(by string) bool {
	if h.Master == "" && len(h.Tokens) == 0 || by == master {
		return true
	}
	return slices.ContainsFunc(h.Tokens, func(token Token) bool {
		return token.Name == by && (len(token.Scopes) == 0 || slices.Contains(token.Scopes, string(Originate)))
	})
}

func (h *house) showCallback(a *Asked) (any, error) {
	t, refusal := h.admitTicket(a)
	if refusal != nil {
		return page(refusal.Status, sheet{Title: "This link is no longer good", Text: sentence(refusal.Detail)}), nil
	}
	title := t.Title
	if title == "" {
		title = "Call"
	}
	return page(http.StatusOK, sheet{Title: title, Ask: true, Number: t.asks()}), nil
}

func (t ticket) asks() bool { return strings.Contains(t.Order.Endpoint+t.Order.Connect, numberMark) }

// callback calls. A browser gets a page, a program JSON.
func (h *house) callback(a *Asked) (any, error) {
	person := a.isForm()
	refusal := h.ring(a)
	switch {
	case refusal != nil && person:
		a.refused = refusal
		return page(refusal.Status, sheet{Title: "The call is not made", Text: sentence(refusal.forVisitors())}), nil
	case refusal != nil:
		a.Note("because", refusal.Detail)
		return nil, problem(refusal.Status, refusal.forVisitors(), "")
	case person:
		return page(http.StatusAccepted, sheet{Title: "A telephone rings", Text: "You are being called."}), nil
	}
	return Called{Called: true}, nil
}

// ring has a telephone ring as the ticket says.
func (h *house) ring(a *Asked) *Problem {
	t, refusal := h.admitTicket(a)
	if refusal != nil {
		return refusal
	}
	a.Note("link", t.Nonce, "of", t.By)
	if h.Calls == nil || h.Store == nil {
		return noCalls()
	}
	order, refusal := t.filled(a)
	if refusal != nil {
		return refusal
	}
	a.Note("endpoint", order.Endpoint, "connect", order.Connect)
	// First each on their own: who tries one number after the other keeps nobody else out.
	visitor := neighbourhood(h.visitor(a.Request))
	if _, ok := h.paces.take("visitor "+visitor, visitorPerMinute, h.Now()); !ok {
		return problem(http.StatusTooManyRequests, visitor+" tries too often", "")
	}
	purse := "link " + t.Nonce
	if _, ok := h.paces.take(purse, t.PerMinute, h.Now()); !ok {
		return problem(http.StatusTooManyRequests, "the link is used too often", "")
	}
	key := "api/link/" + t.Nonce
	if t.Once {
		left := max(time.Until(time.Unix(t.Expires, 0)), 0) + linkLeast
		_, err := h.Store.Swap(a.Context(), key, "used", 0, left)
		if errors.Is(err, flows.ErrConflict) {
			return problem(http.StatusGone, "the link has been used", "")
		}
		if err != nil {
			return problem(http.StatusServiceUnavailable, "it cannot be told whether the link has been used", "")
		}
	}
	placed, err := h.place(a.Context(), order, "a link of "+t.By)
	if err != nil {
		p := asProblem(err, http.StatusBadGateway)
		if p.Status < http.StatusInternalServerError || p.Status == http.StatusServiceUnavailable { // nobody was called
			h.paces.giveBack(purse, t.PerMinute)
			if t.Once {
				_ = h.Store.Delete(a.Context(), key)
			}
		}
		return p
	}
	a.Note("call", placed.ID)
	return nil
}

// filled is the order with the number that the visitor gave.
func (t ticket) filled(a *Asked) (Order, *Problem) {
	order := t.Order.turned()
	visit := BodyOf[Visit](a)
	if form, err := url.ParseQuery(string(a.Raw)); err == nil && visit.Number == "" && a.isForm() {
		visit.Number = form.Get("number")
	}
	if !t.asks() {
		if visit.Number != "" {
			return order, problem(http.StatusUnprocessableEntity, "the link asks for no number", "")
		}
		return order, nil
	}
	number := strings.NewReplacer(" ", "", "-", "", "(", "", ")", "", ".", "", "/", "").Replace(visit.Number)
	if !givenNumber.MatchString(number) {
		return order, problem(http.StatusUnprocessableEntity, "this is no telephone number", "digits, with or without a +")
	}
	order.Endpoint = strings.Replace(order.Endpoint, numberMark, number, 1)
	order.Connect = strings.Replace(order.Connect, numberMark, number, 1)
	return order, nil
}

// forVisitors is a problem without what is none of a stranger's business: rules, trunks, other numbers.
func (p *Problem) forVisitors() string {
	switch {
	case p.Status == http.StatusForbidden && p.Detail != errTicket.Error():
		return "this number cannot be called from here"
	case p.Status >= http.StatusInternalServerError:
		return "no call can be made now; try again later"
	case p.Status == http.StatusTooManyRequests:
		return "there are too many calls now; try again later"
	}
	return p.Detail
}

// sentence is a detail as people write one; details are plain English.
func sentence(detail string) string { return strings.ToUpper(detail[:1]) + detail[1:] + "." }

// sheet is what stands on a page.
type sheet struct {
	Title, Text string
	// Ask shows the button, Number a field beside it.
	Ask, Number bool
}

var sheetPage = template.Must(template.New("page").Parse(`<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="robots" content="noindex">
<title>{{.Title}}</title>
<h1>{{.Title}}</h1>
{{with .Text}}<p>{{.}}</p>{{end}}
{{if .Ask}}<form method="post">
{{if .Number}}<p><label>Your number <input name="number" type="tel" required></label></p>{{end}}
<p><button>Call</button></p>
</form>{{end}}
`))

// page is an answer for people. It runs no script and stands in no frame.
func page(status int, s sheet) Written {
	return func(w http.ResponseWriter) {
		var text bytes.Buffer
		if err := sheetPage.Execute(&text, s); err != nil {
			status = http.StatusInternalServerError
		}
		header := w.Header()
		header.Set("Content-Type", "text/html; charset=utf-8")
		header.Set("Content-Security-Policy", "default-src 'none'; form-action 'self'; frame-ancestors 'none'")
		header.Set("Referrer-Policy", "no-referrer")
		header.Set("Cache-Control", "no-store")
		header.Set("X-Content-Type-Options", "nosniff")
		w.WriteHeader(status)
		_, _ = w.Write(text.Bytes()) // a reader who is gone is no matter of ours
	}
}
