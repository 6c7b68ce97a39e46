package api

import (
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/ariapp/ariapp/internal/monitor"
)

// Token is who may use the API, by the hash of what they must know.
type Token struct {
	Name string
	// Hash is sha256: and the SHA-256 of the token in hexadecimal digits.
	Hash string
	// Scopes are what it may, none for everything.
	Scopes []string
	// Groups are whose agents it may supervise, beside those who are in none.
	Groups []string
}

// opens tells whether the token may do what needs a scope.
func (t Token) opens(scope Scope) bool {
	return len(t.Scopes) == 0 || slices.Contains(t.Scopes, string(scope))
}

// master is the name of server.token in the log.
const master = "server.token"

// thisMachine is who asks where no token is needed.
const thisMachine = "this machine"

// anybody is who asks for what needs no token.
const anybody = "anybody"

// hashPrefix says how a token was hashed. Tokens are long and random, so nothing slower is needed.
const hashPrefix = "sha256:"

// NewToken makes a token that nobody can guess, and the hash that ivr.yaml keeps of it.
func NewToken() (token, hash string) {
	token = "ariapp_" + strings.ToLower(rand.Text()+rand.Text())
	return token, HashOf(token)
}

// HashOf is what ivr.yaml keeps of a token.
func HashOf(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hashPrefix + hex.EncodeToString(sum[:])
}

// CheckHash tells what is wrong with a hash of ivr.yaml.
func CheckHash(hash string) error {
	digits, found := strings.CutPrefix(hash, hashPrefix)
	if sum, err := hex.DecodeString(digits); !found || err != nil || len(sum) != sha256.Size {
		return fmt.Errorf("a token is kept as sha256: and 64 hexadecimal digits; `ariapp token new` makes one")
	}
	return nil
}

// known finds whose token a request carries. All hashes are compared, so the
// time says nothing of which was nearly right.
func (h *house) known(r *http.Request) (Token, bool) {
	if h.Master.Opens(r.Header.Get("Authorization")) {
		return Token{Name: master}, true
	}
	scheme, given, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if !strings.EqualFold(scheme, "Bearer") {
		return Token{}, false
	}
	hash, found, at := []byte(HashOf(strings.TrimSpace(given))), false, 0
	for i, token := range h.Tokens {
		if subtle.ConstantTimeCompare(hash, []byte(strings.ToLower(token.Hash))) == 1 {
			found, at = true, i
		}
	}
	if !found {
		return Token{}, false
	}
	return h.Tokens[at], true
}

// admit tells who asks, or why they may not.
func (h *house) admit(r *http.Request, route Route) (by string, refusal *Problem) {
	if http.NewCrossOriginProtection().Check(r) != nil && route.Scope != Open {
		return "", problem(http.StatusForbidden, "the request comes from a web page of somebody else",
			"requests of programs, without Origin and Sec-Fetch-Site")
	}
	if route.Scope == Open {
		return anybody, nil
	}
	if h.Master == "" && len(h.Tokens) == 0 {
		if !monitor.Local(r) {
			return "", problem(http.StatusForbidden, "without a token the API is for programs of this machine only",
				"a connection from a loopback address to http://127.0.0.1 or http://localhost, or tokens in ivr.yaml")
		}
		return thisMachine, nil
	}
	token, found := h.known(r)
	if !found {
		p := problem(http.StatusUnauthorized, "the API wants a token that it knows", "Authorization: Bearer TOKEN")
		p.Header = http.Header{"Www-Authenticate": {`Bearer realm="ariapp"`}}
		return "", p
	}
	if !token.opens(route.Scope) {
		return token.Name, problem(http.StatusForbidden, fmt.Sprintf("the token %s may not do this", token.Name),
			"a token with the scope "+string(route.Scope))
	}
	return token.Name, nil
}
