package fetch

import (
	"bytes"
	"container/list"
	"crypto/sha256"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/ariapp/ariapp/flows"
)

// cache keeps responses, those used last in front. It is not safe for use by
// many goroutines: shared is.
type cache struct {
	entries map[string]*list.Element
	order   *list.List
	bytes   int
}

type entry struct {
	key  string
	resp flows.Response
	at   time.Time
	size int
}

func newCache() *cache { return &cache{entries: map[string]*list.Element{}, order: list.New()} }

// get is the response under key, and how old it is.
func (c *cache) get(key string) (resp flows.Response, age time.Duration, found bool) {
	element := c.entries[key]
	if element == nil {
		return flows.Response{}, 0, false
	}
	c.order.MoveToFront(element)
	e := element.Value.(*entry)
	return copied(e.resp), time.Since(e.at), true
}

// put keeps a response, in place of the one under key; those not used for longest go.
func (c *cache) put(key string, resp flows.Response) {
	c.remove(c.entries[key])
	e := &entry{key: key, resp: copied(resp), at: time.Now(), size: len(key) + len(resp.Body)}
	for name, value := range resp.Header {
		e.size += len(name) + len(value)
	}
	if e.size > cacheOneMax {
		return
	}
	e.resp.Attempts = 0
	c.entries[key] = c.order.PushFront(e)
	c.bytes += e.size
	for c.bytes > cacheBytesMax || c.order.Len() > cacheEntriesMax {
		c.remove(c.order.Back())
	}
}

func (c *cache) remove(element *list.Element) {
	if element == nil {
		return
	}
	e := c.order.Remove(element).(*entry)
	delete(c.entries, e.key)
	c.bytes -= e.size
}

// copied is a response that its receiver may change.
func copied(resp flows.Response) flows.Response {
	resp.Header, resp.Body = maps.Clone(resp.Header), bytes.Clone(resp.Body)
	return resp
}

func (p plan) cacheable() bool {
	return p.cacheFor > 0 && p.method == "GET" && !p.secret && len(p.body) == 0
}

// cacheKey is the same for requests that must get the same response.
func (p plan) cacheKey() string {
	var key strings.Builder
	key.WriteString(p.url.String())
	for _, name := range slices.Sorted(maps.Keys(p.header)) {
		sum := sha256.Sum256([]byte(p.header.Get(name))) // it may be a token
		key.WriteString("\n" + name + ": " + string(sum[:]))
	}
	key.WriteString("\n\n" + p.signName)
	return key.String()
}
