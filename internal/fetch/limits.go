package fetch

import "time"

// Bounds of requests; those with exported names may be set.
const (
	// DefaultTimeout bounds one attempt, DefaultBudget all attempts of a request with the pauses between them.
	DefaultTimeout = 3 * time.Second
	DefaultBudget  = 10 * time.Second
	// DefaultRetries is how often a request is tried again, RetriesMax how often that may be at most.
	DefaultRetries = 2
	RetriesMax     = 10
	// DefaultMaxResponse is how many bytes a response may have, unpacked.
	DefaultMaxResponse = 1 << 20
	// DefaultMaxPerHost is how many requests to one host may be under way.
	DefaultMaxPerHost = 64
	// DefaultBreakerFailures in a row open a host's breaker, DefaultBreakerPause is how long it then stays open.
	DefaultBreakerFailures = 5
	DefaultBreakerPause    = 10 * time.Second
	// RulesMax is how many entries the list of allowed hosts may have.
	RulesMax = 256

	// backoffFirst is the pause before the first retry; it doubles each time, up to backoffMost.
	backoffFirst = 250 * time.Millisecond
	backoffMost  = 4 * time.Second
	// backoffSpread is how far a pause may be from that, as a part of it.
	backoffSpread = 0.5
	// redirectsMax is how many redirects one attempt follows.
	redirectsMax = 5
	// urlMax is the length of a URL in bytes, pathMax how much of its path an error shows.
	urlMax  = 8 << 10
	pathMax = 200
	// headerMax bounds the header of a response.
	headerMax = 64 << 10
	// nameMax and labelMax are what a host's name, and a part of it between dots, may have at most.
	nameMax  = 253
	labelMax = 63
	// networkBitsMin is how definite a network of the list must be: wider ones name nothing in particular.
	networkBitsMin = 8
	// addressesMax is how many addresses of a host are tried, dialEach the time for each but the last, dialMost
	// that for all of them.
	addressesMax = 8
	dialEach     = time.Second
	dialMost     = 30 * time.Second
	// idleTime is how long an idle connection is kept, idleMax how many of them, idlePerHost how many to one host.
	idleTime    = time.Minute
	idleMax     = 256
	idlePerHost = 16
	// hostsMax is from how many hosts on those that nobody talks to are forgotten.
	hostsMax = 1024
	// cacheEntriesMax and cacheBytesMax bound the cache; a response larger than cacheOneMax is not kept.
	cacheEntriesMax = 4096
	cacheBytesMax   = 32 << 20
	cacheOneMax     = 4 << 20
	// staleMost is how old a response may be that is given because no new one can be had.
	staleMost = 24 * time.Hour
)
