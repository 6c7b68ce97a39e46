package config

import (
	"net"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/ariapp/ariapp/flows/source"
)

// secrets reads a mapping of names to secret values.
func (r *reader) secrets(what string, into *map[string]Secret) func(*source.Node) {
	return func(n *source.Node) {
		if n == nil || n.Kind == source.Empty {
			return
		}
		if n.Kind != source.Map {
			r.report.WrongType(n, what, "a mapping of names to values")
			return
		}
		*into = map[string]Secret{}
		for key, item := range n.All() {
			if !tableName.MatchString(key.Value) {
				r.report.WrongType(key, "a name of "+what, "letters, digits, _ and -, beginning with a letter")
				continue
			}
			var secret Secret
			r.secret(&secret)(item)
			(*into)[key.Value] = secret
		}
	}
}

func (r *reader) server(s *Server, n *source.Node) {
	r.mapping("server", n, map[string]func(*source.Node){
		"listen": r.address(&s.Listen), "token": r.secret(&s.Token),
		"tls_cert": r.text(&s.TLSCert), "tls_key": r.text(&s.TLSKey)})
	if (s.TLSCert == "") != (s.TLSKey == "") {
		r.report.Errorf(n, "missing-field", "tls_cert and tls_key go together")
	}
	if n == nil || s.Token != "" || s.Listen == "" || len(r.report.Findings()) > 0 {
		return
	}
	if host, _, err := net.SplitHostPort(s.Listen); err == nil && !isLoopback(host) {
		r.report.Warnf(n.Get("listen"), "open-server", "the server can be reached from other machines and has no token: "+
			"health and metrics are for everybody there, commands are refused to them")
	}
}

func isLoopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// address reads host:port, or none.
func (r *reader) address(into *string) func(*source.Node) {
	return func(n *source.Node) {
		text, ok := r.scalar(n, "an address such as 127.0.0.1:8089, or none")
		if !ok {
			return
		}
		if text == "none" {
			*into = ""
			return
		}
		_, port, err := net.SplitHostPort(text)
		if number, bad := strconv.Atoi(port); err != nil || bad != nil || number < 0 || number > 65535 {
			r.report.WrongType(n, "the value", "an address such as 127.0.0.1:8089, or none")
			return
		}
		*into = text
	}
}

func (r *reader) http(h *HTTP, n *source.Node) {
	r.mapping("http", n, map[string]func(*source.Node){
		"allow": r.allowed(&h.Allow), "timeout": r.duration(&h.Timeout), "budget": r.duration(&h.Budget),
		"max_response": r.count(&h.MaxResponse), "ca_file": r.text(&h.CAFile), "keys": r.secrets("keys", &h.Keys),
		"retries": func(n *source.Node) {
			text, ok := r.scalar(n, "a whole number from 0 to 10")
			if !ok {
				return
			}
			retries, err := strconv.Atoi(text)
			if err != nil || retries < 0 || retries > 10 {
				r.report.WrongType(n, "retries", "a whole number from 0 to 10")
				return
			}
			h.Retries = &retries
		},
	})
}

// allowed reads the list of hosts. An empty one would look as if it allowed nothing.
func (r *reader) allowed(into *[]string) func(*source.Node) {
	return func(n *source.Node) {
		if len(n.Elements()) == 0 {
			r.report.Errorf(n, "http-allow", "allow lists no host; leave it out for every public host, "+
				"or list those allowed")
			return
		}
		r.words(into)(n)
	}
}

func (r *reader) prompts(p *Prompts, n *source.Node) {
	r.mapping("prompts", n, map[string]func(*source.Node){
		"prefix": r.text(&p.Prefix), "folder": r.text(&p.Folder), "language": r.language(&p.Language),
		"listen": r.address(&p.Listen), "url": r.webAddress(&p.URL),
		"speech": func(n *source.Node) { r.speech(&p.Speech, n) }})
}

func (r *reader) language(into *string) func(*source.Node) {
	return func(n *source.Node) {
		if text, ok := r.scalar(n, "a language such as en or pt-BR"); ok {
			if !languageName.MatchString(text) {
				r.report.WrongType(n, "the value", "a language such as en or pt-BR")
			}
			*into = text
		}
	}
}

func (r *reader) webAddress(into *string) func(*source.Node) {
	return func(n *source.Node) {
		text, ok := r.scalar(n, "a URL such as http://10.0.0.5:8089")
		if !ok {
			return
		}
		u, err := url.Parse(text)
		if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.User != nil {
			r.report.WrongType(n, "the value", "a URL such as http://10.0.0.5:8089, without user and password")
			return
		}
		*into = text
	}
}

func (r *reader) speech(s *Speech, n *source.Node) {
	s.Node = n
	r.mapping("speech", n, map[string]func(*source.Node){
		"program": r.words(&s.Program), "url": r.webAddress(&s.URL), "headers": r.secrets("headers", &s.Headers),
		"body": r.text(&s.Body), "timeout": r.duration(&s.Timeout),
		"voices": func(n *source.Node) {
			s.Voices = map[string]string{}
			if n.Kind != source.Map {
				r.report.WrongType(n, "voices", "a mapping of languages to voices")
				return
			}
			for key, item := range n.All() {
				var voice string
				r.text(&voice)(item)
				s.Voices[key.Value] = voice
			}
		},
	})
	switch {
	case len(s.Program) > 0 && s.URL != "":
		r.report.Errorf(n, "exclusive-fields", "program and url exclude each other")
	case !s.IsSet() && n.Kind == source.Map:
		r.report.Errorf(n, "missing-field", "speech needs a program, such as "+
			"[espeak-ng, -v, '{language}', --stdout], or a url")
	}
}

// tables reads what flows look keys up in.
func (r *reader) tables(n *source.Node) []Table {
	if n == nil || n.Kind == source.Empty {
		return nil
	}
	if n.Kind != source.Map {
		r.report.WrongType(n, "tables", "a mapping of names to tables")
		return nil
	}
	var tables []Table
	for key, item := range n.All() {
		if !tableName.MatchString(key.Value) {
			r.report.WrongType(key, "the name of a table", "letters, digits, _ and -, beginning with a letter")
			continue
		}
		tables = append(tables, r.table(key, item))
	}
	return tables
}

// rows reads a table that stands in the file: a mapping of keys to mappings of columns.
func (r *reader) rows(n *source.Node) map[string]map[string]any {
	all := map[string]map[string]any{}
	if n.Kind != source.Map {
		r.report.WrongType(n, "rows", "a mapping of keys to mappings of columns")
		return all
	}
	for key, item := range n.All() {
		if item.Kind != source.Map {
			r.report.WrongType(item, "a row", "a mapping of columns to values")
			continue
		}
		row := map[string]any{}
		for column, value := range item.All() {
			if value.Kind != source.Scalar && value.Kind != source.Empty {
				r.report.WrongType(value, "a column", "a single value")
				continue
			}
			row[column.Value] = cell(value)
		}
		all[key.Value] = row
	}
	return all
}

// cell is a value as it is written: true, false and numbers where they are unquoted and look so.
func cell(n *source.Node) any {
	if n.Kind == source.Empty {
		return nil
	}
	if n.Quoted {
		return n.Value
	}
	if n.Value == "true" || n.Value == "false" {
		return n.Value == "true"
	}
	if len(n.Value) > 1 && (n.Value[0] == '0' && n.Value[1] != '.' || n.Value[0] == '+') {
		return n.Value // as telephone numbers are
	}
	if whole, err := strconv.Atoi(n.Value); err == nil {
		return whole
	}
	if number, err := strconv.ParseFloat(n.Value, 64); err == nil && strings.Contains(n.Value, ".") {
		return number
	}
	return n.Value
}

func (r *reader) table(key, n *source.Node) Table {
	t := Table{Name: key.Value, Node: n, Timeout: 3 * time.Second}
	if n.Kind == source.Scalar {
		r.text(&t.File)(n)
		return t
	}
	before := len(r.report.Findings())
	r.mapping("a table", n, map[string]func(*source.Node){
		"file": r.text(&t.File), "format": r.oneOf(&t.Format, "csv", "yaml"), "key": r.text(&t.Key),
		"delimiter": r.text(&t.Delimiter), "normalise": r.oneOf(&t.Normalise, "none", "phone"), "dsn": r.secret(&t.DSN),
		"query": r.text(&t.Query), "timeout": r.duration(&t.Timeout),
		"rows": func(n *source.Node) { t.Rows = r.rows(n) }})
	if t.Normalise == "none" {
		t.Normalise = ""
	}
	switch {
	case len(r.report.Findings()) > before:
	case t.File != "" && t.DSN != "", t.Rows != nil && (t.File != "" || t.DSN != ""):
		r.report.Errorf(n, "exclusive-fields", "file, dsn and rows exclude each other")
	case t.File == "" && t.DSN == "" && t.Rows == nil:
		r.report.Errorf(n, "missing-field", "the table %s needs file, dsn and query, or rows", t.Name)
	case (t.DSN == "") != (t.Query == ""):
		r.report.Errorf(n, "missing-field", "dsn and query go together")
	case len([]rune(t.Delimiter)) > 1:
		r.report.WrongType(n.Get("delimiter"), "delimiter", "one character")
	}
	return t
}
