package journal

import (
	"maps"
	"net/url"
	"slices"
	"strings"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/source"
)

const stars = "***"

// hidden are the texts of one request that must not be written, wherever they come back.
type hidden []string

// harmless are the headers of requests that carry no secret.
func harmless() []string {
	return []string{"accept", "accept-charset", "accept-encoding", "accept-language", "cache-control", "content-type",
		"user-agent"}
}

// telling are words in names of parameters whose values are secrets, beside those of other names.
func telling() []string { return []string{"auth", "hmac", "key", "sig"} }

// hiddenIn finds what a request carries in secret: the values of its headers,
// the password of its address, and parameters of telling names.
func hiddenIn(req flows.Request, address *url.URL) hidden {
	var h hidden
	for name, value := range req.Header {
		if slices.Contains(harmless(), strings.ToLower(name)) {
			continue
		}
		h.add(value)
		if _, credential, ok := strings.Cut(value, " "); ok { // Bearer …, Basic …
			h.add(strings.TrimSpace(credential))
		}
	}
	if address == nil {
		return h
	}
	if password, ok := address.User.Password(); ok {
		h.add(password)
	}
	for name, values := range address.Query() {
		if isTelling(name) {
			for _, value := range values {
				h.add(value)
			}
		}
	}
	return h
}

// isTelling tells whether a parameter's name says that its value is a secret: api_key, accessToken, but not monkey.
func isTelling(name string) bool {
	return source.IsSecretName(name) || slices.ContainsFunc(source.NameWords(name),
		func(word string) bool { return slices.Contains(telling(), word) })
}

func (h *hidden) add(text string) {
	if len(text) >= secretLeast {
		*h = append(*h, text)
	}
}

// in makes stars of what must not be written.
func (h hidden) in(text string) string {
	for _, one := range h {
		text = strings.ReplaceAll(text, one, stars)
	}
	return text
}

// shownAddress is the address of a request without its secrets; only the host of a bare one.
func shownAddress(text string, address *url.URL, bare bool) string {
	if address == nil {
		return "" // it cannot be read, so what is in it is not known
	}
	shown := *address
	shown.User = nil
	if bare {
		return (&url.URL{Scheme: shown.Scheme, Host: shown.Host}).String()
	}
	if shown.RawQuery == "" && address.User == nil {
		return clipped(text, textMax)
	}
	parts := strings.Split(shown.RawQuery, "&")
	for i, part := range parts {
		name, _, _ := strings.Cut(part, "=")
		if plainName, err := url.QueryUnescape(name); err != nil || isTelling(plainName) {
			parts[i] = name + "=" + stars
		}
	}
	shown.RawQuery = strings.Join(parts, "&")
	return clipped(shown.String(), textMax)
}

// shownRow is a row with stars for the columns whose names say that they are secrets; cut tells that there are some.
func shownRow(row map[string]any) (shown map[string]any, cut bool) {
	for name := range row {
		if !source.IsSecretName(name) {
			continue
		}
		if shown == nil {
			shown = maps.Clone(row)
		}
		shown[name] = stars
	}
	if shown == nil {
		return row, false
	}
	return shown, true
}
