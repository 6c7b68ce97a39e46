package config

import (
	"fmt"
	"maps"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/ariapp/ariapp/flows/source"
)

// reader turns nodes into values and faults into findings.
type reader struct {
	report *source.Report
	env    func(string) (string, bool)
}

// mapping hands each of a mapping's values to the setter of its key.
func (r *reader) mapping(what string, n *source.Node, set map[string]func(*source.Node)) {
	r.mappingOr(what, n, set, func(string) string { return "" })
}

// mappingOr is mapping where ours knows what others' names of keys are called here.
func (r *reader) mappingOr(what string, n *source.Node, set map[string]func(*source.Node), ours func(string) string) {
	if n == nil || n.Kind == source.Empty {
		return
	}
	if n.Kind != source.Map {
		r.report.WrongType(n, what, "a mapping")
		return
	}
	for key, value := range n.All() {
		if setter, ok := set[key.Value]; ok {
			setter(value)
			continue
		}
		if known := ours(key.Value); known != "" {
			r.report.Errorf(key, "unknown-key", "unknown key of %s %q; here it is %s", what, key.Value, known)
			continue
		}
		r.report.Unknown(key, "unknown-key", "key of "+what, slices.Sorted(maps.Keys(set)))
	}
}

var envName = regexp.MustCompile(`\$\{env\.([A-Za-z_][A-Za-z0-9_]*)(:-([^}]*))?\}`)

// scalar is a value's text with the environment filled in; false after a finding.
func (r *reader) scalar(n *source.Node, wanted string) (string, bool) {
	if n.Kind != source.Scalar {
		r.report.WrongType(n, "the value", wanted)
		return "", false
	}
	fine := true
	text := envName.ReplaceAllStringFunc(n.Value, func(match string) string {
		parts := envName.FindStringSubmatch(match)
		if value, ok := r.env(parts[1]); ok {
			return value
		}
		if parts[2] == "" {
			r.report.Warnf(n, "environment", "the environment has no %s; set it, or write ${env.%s:-default}",
				parts[1], parts[1])
		}
		return parts[3]
	})
	if fine && strings.Contains(envName.ReplaceAllString(n.Value, ""), "${") {
		r.report.Errorf(n, "environment", "only ${env.NAME} and ${env.NAME:-default} are possible here")
		fine = false
	}
	return text, fine
}

func (r *reader) text(into *string) func(*source.Node) {
	return func(n *source.Node) {
		if text, ok := r.scalar(n, "a text"); ok {
			*into = text
		}
	}
}

// short is text of at most so many characters.
func (r *reader) short(into *string, most int) func(*source.Node) {
	return func(n *source.Node) {
		text, ok := r.scalar(n, "a text")
		switch {
		case !ok:
		case utf8.RuneCountInString(text) > most:
			r.report.WrongType(n, "the value", fmt.Sprintf("a text of at most %d characters", most))
		default:
			*into = text
		}
	}
}

func (r *reader) secret(into *Secret) func(*source.Node) {
	return func(n *source.Node) {
		if text, ok := r.scalar(n, "a text"); ok {
			*into = Secret(text)
		}
	}
}

func (r *reader) oneOf(into *string, words ...string) func(*source.Node) {
	return func(n *source.Node) {
		text, ok := r.scalar(n, "one of "+strings.Join(words, ", "))
		if ok && !slices.Contains(words, text) {
			r.report.Unknown(n, "unknown-value", "value", words)
			return
		}
		*into = text
	}
}

func (r *reader) duration(into *time.Duration) func(*source.Node) {
	return func(n *source.Node) {
		text, ok := r.scalar(n, "a duration such as 5s")
		if !ok {
			return
		}
		d, err := time.ParseDuration(text)
		if err != nil || d < 0 {
			r.report.WrongType(n, "the value", "a duration such as 5s or 500ms")
			return
		}
		*into = d
	}
}

func (r *reader) count(into *int) func(*source.Node) {
	return func(n *source.Node) {
		text, ok := r.scalar(n, "a whole number")
		if !ok {
			return
		}
		i, err := strconv.Atoi(text)
		if err != nil || i < 1 {
			r.report.WrongType(n, "the value", "a whole number from 1")
			return
		}
		*into = i
	}
}

func (r *reader) words(into *[]string) func(*source.Node) {
	return func(n *source.Node) {
		var words []string
		for _, item := range n.Elements() {
			if text, ok := r.scalar(item, "a text or a list of texts"); ok {
				words = append(words, text)
			}
		}
		*into = words
	}
}

var (
	tableName    = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_-]{0,59}$`)
	languageName = regexp.MustCompile(`^[A-Za-z]{2,8}([-_][A-Za-z0-9]{1,8})*$`)
)

var appName = regexp.MustCompile(`^[A-Za-z0-9_.-]{1,60}$`)

func (r *reader) app(a *App, n *source.Node) {
	r.mapping("app", n, map[string]func(*source.Node){
		"name": func(n *source.Node) {
			r.text(&a.Name)(n)
			if !appName.MatchString(a.Name) {
				r.report.WrongType(n, "the application's name", "1 to 60 letters, digits, _, - and .")
			}
		},
		"max_calls": r.count(&a.MaxCalls), "answer_delay": r.duration(&a.AnswerDelay),
		"drain_timeout": r.duration(&a.DrainTimeout), "at_stop": r.oneOf(&a.AtStop, "keep", "dialplan"),
		"apology": r.words(&a.Apology), "log_level": r.oneOf(&a.LogLevel, "debug", "info", "warn", "error"),
		"data": r.folder(&a.Data), "zone": r.zone(&a.Zone),
	})
}

// zone reads a zone of the IANA database by its name.
func (r *reader) zone(into **time.Location) func(*source.Node) {
	return func(n *source.Node) {
		const what = "a zone such as Europe/Berlin"
		text, ok := r.scalar(n, what)
		if !ok {
			return
		}
		zone, err := time.LoadLocation(text)
		if err != nil || text == "" || text == "Local" {
			r.report.WrongType(n, "zone", what)
			return
		}
		*into = zone
	}
}

// asterisks reads one server, or a list of them.
func (r *reader) asterisks(root *source.Node) []Asterisk {
	n := root.Get("asterisk")
	if len(n.Elements()) == 0 {
		at := root
		if n != nil {
			at = n
		}
		r.report.Warnf(at, "no-asterisk", "the file names no asterisk, so it can be simulated but not served")
		return nil
	}
	var servers []Asterisk
	for i, item := range n.Elements() {
		a := r.asterisk(item)
		if i > 0 && item.Get("name") == nil {
			a.Name = fmt.Sprintf("asterisk-%d", i+1)
		}
		for _, other := range servers {
			if other.Name == a.Name {
				r.report.Errorf(item, "duplicate-name", "two asterisks are called %q", a.Name)
			}
		}
		servers = append(servers, a)
	}
	r.reachable(servers, n)
	return servers
}

func (r *reader) asterisk(n *source.Node) Asterisk {
	a := defaultAsterisk()
	before := len(r.report.Findings())
	r.mapping("asterisk", n, map[string]func(*source.Node){
		"name": r.text(&a.Name), "username": r.text(&a.Username), "password": r.secret(&a.Password),
		"api_key": r.secret(&a.APIKey), "ca_file": r.text(&a.CAFile),
		"transport": r.oneOf(&a.Transport, "http", "websocket"),
		"orphans":   r.oneOf(&a.Orphans, "adopt", "continue", "hangup"),
		"reach":     r.reach(&a.Reach),
		"url": func(n *source.Node) {
			r.text(&a.URL)(n)
			u, err := url.Parse(a.URL)
			if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.User != nil {
				r.report.WrongType(n, "url", "like http://127.0.0.1:8088/ari, without user and password")
			}
		},
	})
	switch {
	case n.Kind != source.Map || len(r.report.Findings()) > before:
	case a.APIKey != "" && (a.Password != "" || n.Get("username") != nil):
		r.report.Errorf(n, "exclusive-fields", "api_key excludes username and password")
	case a.APIKey == "" && a.Password == "":
		r.report.Errorf(n, "missing-field", "the asterisk %q needs a password, or an api_key", a.Name)
	}
	if a.APIKey != "" {
		a.Username = ""
	}
	return a
}
