package tidy

import (
	"go/ast"
	"go/token"
	"reflect"
	"strconv"
	"strings"
	"testing"
)

// wireShapes are the structures that docs/wire.md describes, by the heading under which their keys stand.
var wireShapes = map[string]map[string][]string{
	"## The record":      {"internal/cluster": {"Record", "Owner"}},
	"## The body":        {"app": {"keptCall", "keptOutgoing", "keptBack"}, "flows": {"QueueConfirm"}},
	"### The estate":     {"internal/call": {"Estate", "EstateLeg"}},
	"### The checkpoint": {"flows": {"wireCheckpoint", "wireFrame", "failure", "AttendedState", "CallInfo", "Taping"}},
	"## Several instances": {"internal/cluster": {"Member", "Formats", "entry"}, "app": {"request", "reply"},
		"flows": {"Remark"}},
	"## Jobs": {"internal/jobs": {"posted", "request", "requested", "reply"}},
	"## Queues": {"internal/acd": {"record", "word", "news", "leaving", "state", "request", "reply", "agentOrder",
		"bequest", "endedPlace", "deskOrder", "memberChange", "madeRecord", "madeOrder", "backWord", "envelope"},
		"internal/queue": {"EntryRecord", "AgentRecord", "MemberCounts", "Offer", "Agent", "Membership"},
		"flows":          {"QueueOffer"}},
}

// Law: docs/wire.md has every key that instances write down or say to each other, under the heading where it belongs.
func TestTheWireIsDescribed(t *testing.T) {
	sections := wirePage(t)
	for heading, packages := range wireShapes {
		text, there := sections[heading]
		if !there {
			t.Errorf("docs/wire.md has no %q", heading)
		}
		for folder, names := range packages {
			for _, name := range names {
				keys := jsonKeys(t, folder, name)
				for _, key := range keys {
					if !strings.Contains(text, "`"+key+"`") && !strings.Contains(text, `"`+key+`"`) {
						t.Errorf("docs/wire.md, %q: there is no %s, of %s in %s", heading, key, name, folder)
					}
				}
				if len(keys) == 0 {
					t.Errorf("%s has no %s with keys", folder, name)
				}
			}
		}
	}
}

// Law: docs/wire.md has every argument with which a channel comes into an application.
func TestTheArgumentsOfStasisAreDescribed(t *testing.T) {
	page, seen := wirePage(t)["## Several instances"], 0
	for _, file := range production(t) {
		ast.Inspect(file.syntax, func(n ast.Node) bool {
			spec, ok := n.(*ast.ValueSpec)
			if !ok || len(spec.Values) != 1 || !strings.HasSuffix(spec.Names[0].Name, "Argument") {
				return true
			}
			value, ok := spec.Values[0].(*ast.BasicLit)
			if text := ""; ok && value.Kind == token.STRING {
				if text, _ = strconv.Unquote(value.Value); strings.HasPrefix(text, "ariapp-") {
					if seen++; !strings.Contains(page, "| `"+text+"` |") {
						t.Errorf("%s:%d: docs/wire.md does not describe %s", file.path, file.line(spec), text)
					}
				}
			}
			return true
		})
	}
	if seen < 5 {
		t.Errorf("there are only %d arguments; are they called otherwise now?", seen)
	}
}

// wirePage is docs/wire.md by its headings.
func wirePage(t *testing.T) map[string]string {
	t.Helper()
	sections, heading := map[string]string{}, ""
	for _, file := range textFiles(t) {
		if file.path != "docs/wire.md" {
			continue
		}
		for _, line := range file.lines {
			if strings.HasPrefix(line, "#") {
				heading = line
			}
			sections[heading] += line + "\n"
		}
	}
	return sections
}

// jsonKeys are those of a structure, none where there is no such structure.
func jsonKeys(t *testing.T, folder, name string) (keys []string) {
	t.Helper()
	for _, file := range production(t) {
		if file.folder() != folder {
			continue
		}
		ast.Inspect(file.syntax, func(n ast.Node) bool {
			spec, ok := n.(*ast.TypeSpec)
			if !ok || spec.Name.Name != name {
				return true
			}
			if shape, ok := spec.Type.(*ast.StructType); ok {
				for _, field := range shape.Fields.List {
					keys = append(keys, keysOf(field)...)
				}
			}
			return false
		})
	}
	return keys
}

// keysOf are the keys of a field: what its tag says, else its names.
func keysOf(field *ast.Field) (keys []string) {
	if field.Tag != nil {
		tag, _ := strconv.Unquote(field.Tag.Value)
		key, _, _ := strings.Cut(reflect.StructTag(tag).Get("json"), ",")
		return []string{key}
	}
	for _, name := range field.Names {
		if name.IsExported() {
			keys = append(keys, name.Name)
		}
	}
	return keys
}
