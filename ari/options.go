package ari

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// Options say which Asterisk, as whom and how. URL and either Username with Password or APIKey are needed.
type Options struct {
	// URL is the root of the interface: "http://127.0.0.1:8088/ari" or https.
	URL string
	// Username and Password are a user of ari.conf.
	Username string
	Password Secret
	// APIKey is "user:password" in one value, instead of Username and Password.
	APIKey Secret
	// CAFile is a PEM file of the only authorities to trust; empty means the system's.
	CAFile string
	// DialContext opens connections, instead of a net.Dialer. On Unix and without TLS, one that is neither a
	// syscall.Conn, as *net.TCPConn is, nor in memory ("pipe" is its address's network) carries one request only: of
	// no other can it be seen that Asterisk has ended it.
	DialContext func(ctx context.Context, network, address string) (net.Conn, error)
	// HTTPClient is used for requests and upgrades, instead of one made from CAFile, DialContext, MaxConns.
	HTTPClient *http.Client
	// Transport carries the requests, instead of the HTTP pool. Events always have a socket of their own.
	Transport Transport
	// RequestTimeout is the deadline of each request whose context has no earlier one.
	RequestTimeout time.Duration
	// MaxConns bounds the connections of the HTTP pool.
	MaxConns int
	// Logger is told what cannot be returned: unusable events, once a kind. Nil means silence.
	Logger *slog.Logger
	// Rand gives 64 random bits and may be called from several goroutines. Nil means math/rand/v2's.
	Rand func() uint64
}

// withDefaults fills what was left empty.
func (o Options) withDefaults() Options {
	o.URL = strings.TrimRight(o.URL, "/")
	if o.RequestTimeout == 0 {
		o.RequestTimeout = RequestTimeout
	}
	if o.MaxConns == 0 {
		o.MaxConns = ConnsMax
	}
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	if o.Rand == nil {
		o.Rand = rand.Uint64
	}
	return o
}

// validate returns every fault at once, each a sentence, under ErrOptions. No message holds a secret.
func (o Options) validate() error {
	faults := []error{checkURL(o.URL), o.checkCredentials()}
	if o.HTTPClient != nil && (o.CAFile != "" || o.DialContext != nil) {
		faults = append(faults, errors.New("HTTPClient cannot be combined with CAFile or DialContext"))
	}
	if o.RequestTimeout < 0 {
		faults = append(faults, fmt.Errorf("RequestTimeout is %v, it must not be negative", o.RequestTimeout))
	}
	if o.MaxConns < 0 {
		faults = append(faults, fmt.Errorf("MaxConns is %d, it must not be negative", o.MaxConns))
	}
	if err := errors.Join(faults...); err != nil {
		return fmt.Errorf("%w: %w", ErrOptions, err)
	}
	return nil
}

// checkURL never repeats the URL: it may hold a password.
func checkURL(text string) error {
	u, err := url.Parse(text)
	switch {
	case text == "":
		return errors.New("URL is empty, it should be like http://127.0.0.1:8088/ari")
	case err != nil:
		return errors.New("URL cannot be parsed")
	case u.User != nil:
		return errors.New("URL holds a user, use Username and Password")
	case u.Scheme != "http" && u.Scheme != "https":
		return fmt.Errorf("URL begins with %q, it must begin with http:// or https://", u.Scheme)
	case u.Host == "":
		return errors.New("URL has no host")
	case u.RawQuery != "" || u.Fragment != "":
		return errors.New("URL has a query or fragment, it must end with the path")
	}
	return nil
}

func (o Options) checkCredentials() error {
	byUser, byKey := o.Username != "" || o.Password != "", o.APIKey != ""
	switch {
	case byUser == byKey:
		return errors.New("either Username and Password or APIKey must be given")
	case byUser && o.Username == "":
		return errors.New("Username is empty")
	case strings.Contains(o.Username, ":"):
		return errors.New("Username holds a colon, which HTTP cannot carry")
	case byKey && !strings.Contains(string(o.APIKey), ":"):
		return errors.New("APIKey must be user:password")
	case len(o.credentials()) > CredentialsMax:
		return fmt.Errorf("user and password are longer than the %d bytes that Asterisk reads", CredentialsMax)
	}
	return nil
}

// credentials are "user:password".
func (o Options) credentials() string {
	if o.APIKey != "" {
		return string(o.APIKey)
	}
	return o.Username + ":" + string(o.Password)
}
