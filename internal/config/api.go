package config

import (
	"encoding/hex"
	"net/netip"
	"slices"
	"strings"

	"github.com/ariapp/ariapp/flows/source"
)

// API says who may use /api/v1.
type API struct {
	Tokens []APIToken
	// PerMinute is how often a token may ask in a minute.
	PerMinute int
	// Sign is the key that signs URLs which make a call, "" for no such URLs.
	Sign Secret
	// URL is what such URLs begin with, "" for the address that was asked.
	URL string
	// Proxies are whose word is believed of where a request comes from.
	Proxies []netip.Prefix
}

// APIToken is who may use the API.
type APIToken struct {
	Name string
	// Hash is sha256: and the token's SHA-256 in hexadecimal digits.
	Hash string
	// Scopes are what it may, none for everything.
	Scopes []string
	// Groups are whose agents it may supervise, beside those who are in none.
	Groups []string
}

// APIScopes are what a token may be allowed.
func APIScopes() []string { return []string{"read", "originate", "control"} }

// IsSet tells whether anybody has a token of their own.
func (a API) IsSet() bool { return len(a.Tokens) > 0 || a.Sign != "" }

func defaultAPI() API { return API{PerMinute: 120} }

func (r *reader) api(a *API, n *source.Node) {
	r.mapping("api", n, map[string]func(*source.Node){
		"tokens": func(n *source.Node) { r.apiTokens(a, n) }, "per_minute": r.within(&a.PerMinute, 1, callsMost),
		"url": r.webAddress(&a.URL), "proxies": r.networks(&a.Proxies), "sign": func(n *source.Node) {
			if r.secret(&a.Sign)(n); a.Sign != "" && len(a.Sign) < signLeast {
				r.report.Errorf(n, "weak-key", "a key that signs has at least %d characters", signLeast)
			}
		}})
}

// networks reads addresses and networks: 127.0.0.1, 10.0.0.0/8.
func (r *reader) networks(into *[]netip.Prefix) func(*source.Node) {
	return func(n *source.Node) {
		for _, item := range n.Elements() {
			const wanted = "an address such as 127.0.0.1, or a network such as 10.0.0.0/8"
			text, ok := r.scalar(item, wanted)
			if !ok {
				continue
			}
			network, err := netip.ParsePrefix(text)
			if at, atErr := netip.ParseAddr(text); atErr == nil {
				network, err = at.Unmap().WithZone("").Prefix(at.Unmap().BitLen())
			}
			if err != nil {
				r.report.WrongType(item, "a proxy", wanted)
				continue
			}
			*into = append(*into, network.Masked())
		}
	}
}

func (r *reader) apiTokens(a *API, n *source.Node) {
	if n.Kind != source.Map {
		if n.Kind != source.Empty {
			r.report.WrongType(n, "tokens", "a mapping of names to hashes")
		}
		return
	}
	for key, value := range n.All() {
		one := APIToken{Name: key.Value}
		if !tableName.MatchString(key.Value) {
			r.report.WrongType(key, "a name of a token", "letters, digits, _ and -, beginning with a letter")
		}
		if value.Kind != source.Map {
			r.tokenHash(&one.Hash)(value)
		} else {
			r.mapping("a token", value, map[string]func(*source.Node){
				"hash": r.tokenHash(&one.Hash), "scopes": r.scopes(&one.Scopes),
				"groups": r.superviseGroups(&one.Groups)})
			if value.Get("hash") == nil {
				r.report.Errorf(value, "missing-field", "a token needs its hash; `ariapp token new` makes one")
			}
		}
		a.Tokens = append(a.Tokens, one)
	}
}

// tokenHash reads a hash. What it is not is not shown: it may be the token itself.
func (r *reader) tokenHash(into *string) func(*source.Node) {
	return func(n *source.Node) {
		text, ok := r.scalar(n, "sha256: and 64 hexadecimal digits")
		if !ok {
			return
		}
		digits, found := strings.CutPrefix(text, "sha256:")
		if sum, err := hex.DecodeString(digits); !found || err != nil || len(sum) != hashBytes {
			r.report.Errorf(n, "wrong-type", "a token is kept as sha256: and 64 hexadecimal digits; "+
				"`ariapp token new` makes one")
			return
		}
		*into = strings.ToLower(text)
	}
}

func (r *reader) scopes(into *[]string) func(*source.Node) {
	return func(n *source.Node) {
		for _, item := range n.Elements() {
			text, ok := r.scalar(item, "one of "+strings.Join(APIScopes(), ", "))
			if ok && !slices.Contains(APIScopes(), text) {
				r.report.Unknown(item, "unknown-value", "scope", APIScopes())
				continue
			}
			*into = append(*into, text)
		}
		if len(n.Elements()) == 0 {
			r.report.Errorf(n, "missing-field", "scopes lists none; leave it out for everything, or list some of %s",
				strings.Join(APIScopes(), ", "))
		}
	}
}
