package recordings

import (
	"errors"
	"fmt"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// DefaultName is where a recording is put when nobody says otherwise.
const DefaultName = "{yyyy}/{mm}/{dd}/{name}.{format}"

// Name is a template for the paths of recordings that are delivered.
type Name struct{ text string }

var (
	wordInName = regexp.MustCompile(`\{[^{}]*\}`)
	plainName  = regexp.MustCompile(`^[A-Za-z0-9+_./-]*$`)
	oddInWord  = regexp.MustCompile(`[^A-Za-z0-9+_.-]+`)
)

// Words are what may stand in braces in a Name.
func Words() []string {
	return []string{"asterisk", "call", "dd", "format", "from", "hh", "id", "leg", "mi", "mm", "name", "to", "yyyy"}
}

// ParseName reads a template: a path with words in braces. It must lead nowhere but below the target.
func ParseName(text string) (Name, error) {
	for _, word := range wordInName.FindAllString(text, -1) {
		if !slices.Contains(Words(), strings.Trim(word, "{}")) {
			return Name{}, fmt.Errorf("%s is none of the words {%s}", word, strings.Join(Words(), "}, {"))
		}
	}
	plain := wordInName.ReplaceAllString(text, "x")
	switch {
	case text == "":
		return Name{}, errors.New("it is empty")
	case !plainName.MatchString(plain):
		return Name{}, errors.New("only letters, digits, + - _ . / and words in braces are possible")
	case strings.HasPrefix(text, "/") || strings.HasSuffix(text, "/") || !filepath.IsLocal(plain) || hasDots(plain):
		return Name{}, errors.New("it must be a path below the target, without parts that begin with a dot")
	}
	return Name{text}, nil
}

// TellsApart reports whether no two recordings get the same path.
func (n Name) TellsApart() bool {
	return strings.Contains(n.text, "{name}") || strings.Contains(n.text, "{id}")
}

func hasDots(path string) bool {
	return slices.ContainsFunc(strings.Split(path, "/"), func(part string) bool {
		return part == "" || strings.HasPrefix(part, ".")
	})
}

// of is the path of a recording.
func (n Name) of(r request) (string, error) {
	at := r.Began.Local()
	words := map[string]string{"asterisk": r.Asterisk, "call": r.Call, "format": r.Format, "from": r.From,
		"id": r.id()[:8], "leg": r.Leg, "to": r.To, "yyyy": at.Format("2006"), "mm": at.Format("01"), "dd": at.Format("02"),
		"hh": at.Format("15"), "mi": at.Format("04")}
	path := wordInName.ReplaceAllStringFunc(n.text, func(word string) string {
		word = strings.Trim(word, "{}")
		if word == "name" {
			return r.Name // its slashes are folders
		}
		value := strings.TrimLeft(oddInWord.ReplaceAllString(words[word], "_"), ".")
		if value == "" {
			return "unknown"
		}
		return value[:min(len(value), wordMax)]
	})
	if !strings.HasSuffix(path, "."+r.Format) {
		path += "." + r.Format
	}
	if len(path) > nameMax || !filepath.IsLocal(path) || hasDots(path) {
		return "", fmt.Errorf("%.80q is no path for a recording", path)
	}
	return path, nil
}
