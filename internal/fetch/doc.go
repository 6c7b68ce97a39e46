// Package fetch makes the HTTP requests of flows: it is the flows.Fetcher of a
// process, with all that a request needs so that neither a slow nor a hostile
// service can harm the callers of others.
//
// It knows no call and no step, follows no proxy of the environment, keeps no
// cookies and speaks HTTP/1.1 only: one request, one connection, so that a
// request which is given up takes nobody else's along.
//
// Laws:
//   - Where a request may go is decided by the address that is dialled, after the
//     name has been resolved, for the first request and for each redirect alike.
//   - A POST or PATCH is made a second time only if the first cannot have arrived,
//     or the service refused it and knows its Idempotency-Key.
//   - All time is within the budget: attempts, pauses, waiting for a free slot.
//   - What is read of a response is bounded after it has been unpacked.
//   - An error names the method, the host and the path: neither the query, headers
//     nor bodies, which may hold what callers entered.
//   - What carries a secret in its body is never kept; of headers the cache knows a hash only.
//   - Equal GETs of calls that come at the same time are one request, which goes on
//     to fill the cache though its first caller may hang up.
//
// Test with Options.Resolve and Options.DialContext over net.Pipe in a synctest
// bubble; Close before the bubble ends.
package fetch
