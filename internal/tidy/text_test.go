package tidy

import (
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var (
	todo     = regexp.MustCompile(`\b(TO` + `DO|FIX` + `ME|XX` + `X|HA` + `CK)\b`)
	todoWith = regexp.MustCompile(`\b(TO` + `DO|FIX` + `ME) ?\(?(#|issue |ADR )\d+`)
	// personal are places that only one machine or person has.
	personal = regexp.MustCompile(`(^|[\s"'=(:` + "`" + `])/(?:work|home|root|tmp|Users)/[\w.-]`)
	link     = regexp.MustCompile(`\b(?:https?|wss?|git|ssh)://[^\s"'<>)\]}` + "`" + `\\]+`)
)

// Law: what is left to do is written down where it is found again.
func TestNothingIsLeftUndoneWithoutNumber(t *testing.T) {
	for _, file := range textFiles(t) {
		for i, line := range file.lines {
			if todo.MatchString(line) && !todoWith.MatchString(line) && file.path != "LICENSE" {
				t.Errorf("%s:%d: write the number of an issue or ADR behind it", file.path, i+1)
			}
		}
	}
}

// Law: the repository names no place of the machine it was written on.
func TestNoPersonalPaths(t *testing.T) {
	for _, file := range textFiles(t) {
		for i, line := range file.lines {
			if found := personal.FindString(line); found != "" {
				t.Errorf("%s:%d: %s… exists on one machine only", file.path, i+1, found)
			}
		}
	}
}

// publicHosts are the hosts that the repository's texts may name, beside
// addresses, names without a dot, and the names reserved for examples.
func publicHosts() []string {
	return []string{"apache.org", "asterisk.org", "debian.org", "expr-lang.org", "github.com", "go.dev",
		"golang.org", "ietf.org", "json-schema.org", "keepachangelog.com", "rfc-editor.org", "semver.org", "taskfile.dev",
		"w3.org", "yaml.org"}
}

var address = regexp.MustCompile(`^[0-9.:\[\]a-f%]+$`)

// Law: links lead to public places, or to examples.
func TestLinksArePublic(t *testing.T) {
	for _, file := range textFiles(t) {
		if strings.HasPrefix(file.path, "internal/tidy/") {
			continue
		}
		for i, line := range file.lines {
			for _, text := range link.FindAllString(line, -1) {
				parsed, err := url.Parse(strings.TrimRight(text, ".,;:"))
				if err != nil {
					continue
				}
				host := parsed.Hostname()
				if strings.Contains(host, ".") && !address.MatchString(host) && !public(host) {
					t.Errorf("%s:%d: %s is on no list of public places", file.path, i+1, text)
				}
			}
		}
	}
}

func public(host string) bool {
	below := func(domain string) bool { return host == domain || strings.HasSuffix(host, "."+domain) }
	reserved := []string{"example", "example.com", "example.org", "example.net", "invalid", "test"}
	return slices.ContainsFunc(publicHosts(), below) || slices.ContainsFunc(reserved, below)
}

// Law: a module comes from where its name says.
func TestNoReplacedModules(t *testing.T) {
	for _, file := range textFiles(t) {
		if file.path != "go.mod" {
			continue
		}
		for i, line := range file.lines {
			if strings.HasPrefix(strings.TrimSpace(line), "replace") || strings.Contains(line, "=>") {
				t.Errorf("go.mod:%d: %s", i+1, line)
			}
		}
		return
	}
	t.Error("there is no go.mod")
}
