package fetch

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"net/netip"
	"time"

	"github.com/ariapp/ariapp/flows"
)

// Options are the settings of a Client. Zero fields mean the defaults of limits.go.
type Options struct {
	// Allow lists the hosts that requests may go to, as ParseRule reads them;
	// empty for every host but loopback, link-local and their like.
	Allow []string
	// Timeout bounds one attempt, Budget a request with all its attempts.
	Timeout, Budget time.Duration
	// Retries is how often to try again what may be repeated, nil for DefaultRetries.
	Retries *int
	// MaxResponse is how many bytes of a response are read, unpacked.
	MaxResponse int64
	// MaxPerHost is how many requests to one host may be under way; others wait.
	MaxPerHost int
	// BreakerFailures in a row leave a host alone for BreakerPause.
	BreakerFailures int
	BreakerPause    time.Duration
	// Keys sign requests, by their names.
	Keys map[string]flows.Secret
	// RootCAs are who certificates of hosts are believed from, nil for the system's.
	RootCAs *x509.CertPool
	// Observe, if not nil, is told of each attempt, and of each answer from the
	// cache: the host with its port ("" if it was refused) and what came of it,
	// which is 2xx, 3xx, 4xx, 5xx, timeout, breaker_open, refused, too_large,
	// given_up, failed, cached or stale. It is called from many goroutines.
	Observe func(host, outcome string, took time.Duration)

	// Resolve finds the addresses of a host, nil for the system's resolver.
	Resolve func(ctx context.Context, host string) ([]netip.Addr, error)
	// DialContext connects to an address that has been allowed, nil for TCP.
	DialContext func(ctx context.Context, network, address string) (net.Conn, error)
	// Rand gives numbers from 0 to below 1 that spread the pauses, nil for chance.
	// It is called from many goroutines.
	Rand func() float64
}

func (o Options) orDefaults() (Options, error) {
	if o.Timeout < 0 || o.Budget < 0 || o.MaxResponse < 0 || o.MaxPerHost < 0 || o.BreakerFailures < 0 ||
		o.BreakerPause < 0 {
		return o, errors.New("a limit of HTTP requests is below zero")
	}
	retries := DefaultRetries
	if o.Retries != nil {
		retries = *o.Retries
	}
	if retries < 0 || retries > RetriesMax {
		return o, fmt.Errorf("%d retries of HTTP requests: from 0 to %d are possible", retries, RetriesMax)
	}
	o.Retries = &retries
	o.Timeout = orDefault(o.Timeout, DefaultTimeout)
	o.Budget = orDefault(o.Budget, DefaultBudget)
	o.MaxResponse = orDefault(o.MaxResponse, DefaultMaxResponse)
	o.MaxPerHost = orDefault(o.MaxPerHost, DefaultMaxPerHost)
	o.BreakerFailures = orDefault(o.BreakerFailures, DefaultBreakerFailures)
	o.BreakerPause = orDefault(o.BreakerPause, DefaultBreakerPause)
	if o.Observe == nil {
		o.Observe = func(string, string, time.Duration) {}
	}
	if o.Resolve == nil {
		o.Resolve = func(ctx context.Context, host string) ([]netip.Addr, error) {
			return net.DefaultResolver.LookupNetIP(ctx, "ip", host)
		}
	}
	if o.DialContext == nil {
		o.DialContext = (&net.Dialer{}).DialContext
	}
	if o.Rand == nil {
		o.Rand = rand.Float64
	}
	return o, nil
}

func orDefault[T int | int64 | time.Duration](value, standard T) T {
	if value == 0 {
		return standard
	}
	return value
}

// parseRules reads the whole list.
func parseRules(texts []string) ([]Rule, error) {
	if len(texts) > RulesMax {
		return nil, fmt.Errorf("%d allowed hosts: at most %d", len(texts), RulesMax)
	}
	var rules []Rule
	for _, text := range texts {
		rule, err := ParseRule(text)
		if err != nil {
			return nil, fmt.Errorf("the allowed host %q: %w", text, err)
		}
		rules = append(rules, rule)
	}
	return rules, nil
}
