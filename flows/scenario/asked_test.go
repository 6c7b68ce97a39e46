package scenario

import (
	"strings"
	"testing"
)

// Law: a request fits by method, address and, where the test has one, query; * stays between slashes, ** does not.
func TestFitsRequest(t *testing.T) {
	for _, c := range []struct {
		pattern, request string
		fits             bool
	}{
		{"GET https://a.example.com/x", "GET https://a.example.com/x", true},
		{"GET https://a.example.com/x", "POST https://a.example.com/x", false},
		{"ANY https://a.example.com/x", "POST https://a.example.com/x", true},
		{"GET https://a.example.com/x", "GET https://a.example.com/xy", false},
		{"GET https://a.example.com/x", "GET https://a.example.com/x?y=1", true},
		{"GET https://a.example.com/x?", "GET https://a.example.com/x?y=1", false},
		{"GET https://a.example.com/x?y=1&z=%20", "GET https://a.example.com/x?z=+&y=1", true},
		{"GET https://a.example.com/*", "GET https://a.example.com/", true},
		{"GET https://a.example.com/*", "GET https://a.example.com/é", true},
		{"GET https://a.example.com/*", "GET https://a.example.com/x/y", false},
		{"GET https://a.example.com/**", "GET https://a.example.com/x/y", true},
		{"GET https://a.example.com/x?b=*&a=*", "GET https://a.example.com/x?a=1&b=2", true},
		{"GET https://a.example.com/x?b=*&a=*", "GET https://a.example.com/x?a=1", false},
		{"GET https://a.example.com/x?a=4*", "GET https://a.example.com/x?a=51", false},
		{"GET https://a.example.com/x?a=1&a=2", "GET https://a.example.com/x?a=2&a=1", false},
		{"GET https://a.example.com/x?**", "GET https://a.example.com/x?a=2&b=/1", true},
		{"GET " + strings.ToUpper("https://a.example.com:443") + "/x", "GET https://a.example.com/x", true},
		{"GET http://a.example.com", "GET http://a.example.com:80/", true},
		{"GET https://a.example.com:80/x", "GET https://a.example.com/x", false},
		{"GET https://a.example.com/X", "GET https://a.example.com/x", false},
		{"GET https://*.example.com/*/y", "GET https://b.c.example.com/x/y", true},
		{"GET https://**/y", "GET https://b.c.example.com/x/x/y", true},
		{"GET https://*x*y*/z", "GET https://xxyxy/z", true},
		{"GET https://*x*y*/z", "GET https://yyx/z", false},
	} {
		if got := fitsRequest(c.pattern, c.request); got != c.fits {
			t.Errorf("%s fits %s: %v", c.request, c.pattern, got)
		}
	}
}

// Law: a path fits with its gaps, and says no more than it does.
func TestFitsPath(t *testing.T) {
	for _, c := range []struct {
		want, path []string
		fits       bool
	}{
		{[]string{}, []string{}, true},
		{[]string{}, []string{"a"}, false},
		{[]string{"..."}, nil, true},
		{[]string{"...", "b", "..."}, []string{"a", "b", "b", "c"}, true},
		{[]string{"...", "b"}, []string{"b", "a", "b"}, true},
		{[]string{"a", "...", "a"}, []string{"a"}, false},
		{[]string{"a", "...", "...", "c"}, []string{"a", "b", "c", "d"}, false},
	} {
		if got := fitsPath(c.want, c.path); got != c.fits {
			t.Errorf("%v fits %v: %v", c.path, c.want, got)
		}
	}
}
