package fetch

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/ariapp/ariapp/flows"
)

// plan is a request that has been checked, with all defaults filled in.
type plan struct {
	hop
	// label names the request in errors: without its query.
	label           string
	timeout, budget time.Duration
	retries         int
	cacheFor        time.Duration
	staleOnError    bool
	secret          bool
	// signName is part of the cache's key.
	signName string
}

func methods() []string {
	return []string{http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch,
		http.MethodDelete, http.MethodOptions}
}

// reserved are headers that belong to the connection, or that would tell the
// host that another one is meant.
func reserved(name string) bool {
	return strings.HasPrefix(name, "Proxy-") || slices.Contains([]string{"Connection", "Content-Length", "Expect", "Host",
		"Keep-Alive", "Te", "Trailer", "Transfer-Encoding", "Upgrade", HeaderTimestamp, HeaderSignature}, name)
}

// plan checks a request. With an error the plan still has its label.
func (c *Client) plan(req flows.Request) (plan, error) {
	p := plan{
		timeout:      orDefault(req.Timeout, c.opts.Timeout),
		budget:       orDefault(req.Budget, c.opts.Budget),
		retries:      *c.opts.Retries,
		cacheFor:     req.CacheFor,
		staleOnError: req.StaleOnError,
		secret:       req.Secret,
		signName:     req.Sign,
	}
	p.method, p.body, p.key = strings.ToUpper(req.Method), req.Body, req.Key
	if p.method == "" {
		p.method = http.MethodGet
	}
	if !slices.Contains(methods(), p.method) {
		p.label = "a URL"
		return p, fmt.Errorf("the method is none of %s", strings.Join(methods(), ", "))
	}
	p.label = p.method + " a URL"
	u, err := readURL(req.URL)
	if err != nil {
		return p, err
	}
	if p.hop.url, p.target, err = settle(u); err != nil {
		return p, err
	}
	p.label = fmt.Sprintf("%s %s://%s%s", p.method, u.Scheme, u.Host, shortened(u.EscapedPath()))
	if req.Retries != nil {
		p.retries = min(max(*req.Retries, 0), RetriesMax)
	}
	if p.header, err = readHeader(req.Header); err != nil {
		return p, err
	}
	if own := p.header.Get(headerKey); own != "" {
		p.key = own
		p.header.Del(headerKey)
	}
	if req.Sign != "" {
		key, known := c.opts.Keys[req.Sign]
		if !known {
			return p, fmt.Errorf("there is no key of the name %q in http.keys", req.Sign)
		}
		p.sign = &key
	}
	if !fieldValue(p.key) {
		return p, errors.New("the idempotency key is no header")
	}
	return p, c.policy.host(p.target)
}

// readURL reads a URL. Errors of net/url quote it, so they are not told.
func readURL(text string) (*url.URL, error) {
	if len(text) > urlMax {
		return nil, fmt.Errorf("the URL has more than %d bytes", urlMax)
	}
	u, err := url.Parse(text)
	switch {
	case err != nil:
		return nil, errors.New("the URL cannot be read")
	case u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.Opaque != "":
		return nil, errors.New("the URL does not begin with http:// or https:// and a host")
	case u.User != nil:
		return nil, errors.New("the URL has a user or a password; a header is the place for them")
	}
	return u, nil
}

// settle writes the URL's host in one spelling, so that equal hosts share what hosts have.
func settle(u *url.URL) (*url.URL, target, error) {
	t, err := targetOf(u)
	if err != nil {
		return nil, t, fmt.Errorf("%w: %w", flows.ErrHostRefused, err)
	}
	u.Host, u.Fragment, u.RawFragment = t.String(), "", ""
	if u.Scheme == "http" && t.port == 80 || u.Scheme == "https" && t.port == 443 {
		u.Host = t.host()
	}
	return u, t, nil
}

func shortened(path string) string {
	if len(path) > pathMax {
		return path[:pathMax] + "…"
	}
	return path
}

func readHeader(fields map[string]string) (http.Header, error) {
	header := http.Header{"User-Agent": {"ariapp"}}
	for name, value := range fields {
		name = http.CanonicalHeaderKey(name)
		switch {
		case !fieldName(name):
			return nil, fmt.Errorf("%q is no name of a header", name)
		case reserved(name):
			return nil, fmt.Errorf("the header %s is not for flows to set", name)
		case !fieldValue(value):
			return nil, fmt.Errorf("the value of the header %s has a control character", name)
		}
		header.Set(name, value)
	}
	return header, nil
}

func fieldName(name string) bool {
	return name != "" && !strings.ContainsFunc(name, func(c rune) bool {
		letter := 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9'
		return !letter && !strings.ContainsRune("!#$%&'*+-.^_`|~", c)
	})
}

func fieldValue(value string) bool {
	return !strings.ContainsFunc(value, func(c rune) bool { return c < ' ' && c != '\t' || c == 0x7f })
}
