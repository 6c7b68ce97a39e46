package fakeari

import (
	"bytes"
	"encoding/json"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strings"
)

const root = "/ari/"

// serve answers one HTTP request; an upgrade to the event socket stays in here
// for as long as the socket lives.
func (s *Server) serve(w http.ResponseWriter, r *http.Request) {
	a := &ask{ctx: r.Context(), method: r.Method, query: r.URL.RawQuery, transport: "http"}
	path, below := strings.CutPrefix(r.URL.EscapedPath(), root)
	if !below {
		http.NotFound(w, r)
		return
	}
	a.path = path
	rep := s.readParams(a, r)
	if rep.status == 0 {
		rep = s.admit(a, r)
	}
	switch {
	case rep.status != 0:
	case a.path == "events" && a.method == http.MethodGet && isUpgrade(r):
		s.serveSocket(w, r, a)
		return
	default:
		rep = s.answer(a)
	}
	writeReply(w, rep)
}

func isUpgrade(r *http.Request) bool {
	return strings.EqualFold(r.Header.Get("Upgrade"), "websocket")
}

// readParams takes query, form and body; a reply without status means success.
func (s *Server) readParams(a *ask, r *http.Request) reply {
	if values, err := url.ParseQuery(a.query); err == nil || len(values) > 0 {
		a.params.addForm(values)
	}
	body, err := io.ReadAll(io.LimitReader(r.Body, bodyMax+1))
	if err != nil {
		return failed(http.StatusBadRequest, "Error parsing request body")
	}
	if len(body) > bodyMax {
		return failed(http.StatusRequestEntityTooLarge, "Request body too large")
	}
	a.body = body
	return a.readBody(r.Header.Get("Content-Type"))
}

// readBody reads a body of one of the two kinds that Asterisk knows.
func (a *ask) readBody(contentType string) reply {
	if len(a.body) == 0 {
		return reply{}
	}
	kind, _, _ := mime.ParseMediaType(contentType)
	switch kind {
	case "application/json":
		if start := bytes.TrimSpace(a.body); !json.Valid(start) || start[0] != '{' && start[0] != '[' {
			return failed(http.StatusBadRequest, "Error parsing request body")
		}
		_ = json.Unmarshal(a.body, &a.params.body)
	case "application/x-www-form-urlencoded":
		values, err := url.ParseQuery(string(a.body))
		if err != nil {
			return failed(http.StatusBadRequest, "Error parsing request body")
		}
		a.params.addForm(values)
	}
	return reply{}
}

func writeReply(w http.ResponseWriter, rep reply) {
	header := w.Header()
	header.Set("Server", "Asterisk/22.10.1")
	header.Set("Cache-Control", "no-cache, no-store")
	if rep.location != "" {
		header.Set("Location", rep.location)
	}
	if rep.allow != "" {
		header.Set("Allow", rep.allow)
	}
	if rep.status == http.StatusUnauthorized {
		header.Set("WWW-Authenticate", `Basic realm="Asterisk REST Interface"`)
	}
	if rep.file != nil {
		header.Set("Content-Type", rep.fileType)
		w.WriteHeader(rep.status)
		_, _ = w.Write(rep.file)
		return
	}
	if rep.body == nil {
		w.WriteHeader(rep.status)
		return
	}
	text, err := json.Marshal(rep.body)
	if err != nil {
		panic("fakeari: a reply does not become JSON: " + err.Error())
	}
	header.Set("Content-Type", "application/json")
	w.WriteHeader(rep.status)
	_, _ = w.Write(text)
}
