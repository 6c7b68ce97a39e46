package ari

import "strings"

// yieldID passes an id on, unless it is empty, and says whether to go on.
func yieldID(id string, yield func(string) bool) bool { return id == "" || yield(id) }

// yieldTarget passes on the id in a target of the given scheme, "channel:" or "bridge:".
func yieldTarget(target, scheme string, yield func(string) bool) bool {
	id, matches := strings.CutPrefix(target, scheme)
	return !matches || yieldID(id, yield)
}
