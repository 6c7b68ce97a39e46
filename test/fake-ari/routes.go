package fakeari

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// operation is one thing that can be asked of the server.
type operation struct {
	name string
	run  func(*Server, *ask) reply // under the lock
}

// routeNode is one segment of the tree of paths, as Asterisk walks it.
type routeNode struct {
	children map[string]*routeNode
	wildcard *routeNode
	param    string // the name of the wildcard's value, set on the wildcard
	methods  map[string]operation
}

func buildRoutes() *routeNode {
	root := &routeNode{}
	for _, table := range [][]routeLine{
		applicationRoutes(), asteriskRoutes(), bridgeRoutes(), channelRoutes(), eventRoutes(),
		playbackRoutes(), recordingRoutes(), endpointRoutes(), deviceRoutes(), soundRoutes(),
	} {
		for _, line := range table {
			root.add(line)
		}
	}
	return root
}

// routeLine is one operation: method, path below /ari, name, and what runs it.
type routeLine struct {
	method, path, name string
	run                func(*Server, *ask) reply
}

func (n *routeNode) add(line routeLine) {
	for segment := range strings.SplitSeq(line.path, "/") {
		n = n.child(segment)
	}
	if n.methods == nil {
		n.methods = map[string]operation{}
	}
	n.methods[line.method] = operation{line.name, line.run}
}

func (n *routeNode) child(segment string) *routeNode {
	if strings.HasPrefix(segment, "{") {
		if n.wildcard == nil {
			n.wildcard = &routeNode{param: strings.Trim(segment, "{}")}
		}
		return n.wildcard
	}
	if n.children == nil {
		n.children = map[string]*routeNode{}
	}
	next := n.children[segment]
	if next == nil {
		next = &routeNode{}
		n.children[segment] = next
	}
	return next
}

// find walks the path. An empty segment ends the walk where it stands, so that
// "channels//x" is the list of channels and "/channels" is the root.
func (n *routeNode) find(method, path string) (operation, map[string]string, reply) {
	found := map[string]string{}
	for segment := range strings.SplitSeq(path, "/") {
		if segment == "" {
			break
		}
		text, err := url.QueryUnescape(segment)
		if err != nil {
			text = segment
		}
		next := n.children[text]
		if next == nil && n.wildcard != nil {
			next = n.wildcard
			found[next.param] = text
		}
		if next == nil {
			return operation{}, nil, failed(http.StatusNotFound, "Resource not found")
		}
		n = next
	}
	if method == http.MethodOptions {
		return operation{name: "options"}, nil, reply{status: http.StatusNoContent, allow: n.allow()}
	}
	op, known := n.methods[method]
	if !known {
		refusal := failed(http.StatusMethodNotAllowed, "Invalid method")
		refusal.allow = n.allow()
		return operation{}, nil, refusal
	}
	if op.run == nil {
		return op, nil, failed(http.StatusNotImplemented, "The fake Asterisk does not do this yet")
	}
	return op, found, reply{}
}

func (n *routeNode) allow() string {
	methods := []string{http.MethodOptions}
	for _, m := range []string{http.MethodGet, http.MethodPost, http.MethodPut, http.MethodDelete} {
		if _, known := n.methods[m]; known {
			methods = append(methods, m)
		}
	}
	return strings.Join(slices.Clip(methods), ",")
}
