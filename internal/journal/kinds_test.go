package journal

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/ariapp/ariapp/flows"
)

// factsOfFlows are the kinds of facts that package flows declares.
func factsOfFlows(t *testing.T) []string {
	t.Helper()
	tree, err := parser.ParseFile(token.NewFileSet(), "../../flows/fact.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	var kinds []string
	ast.Inspect(tree, func(node ast.Node) bool {
		spec, ok := node.(*ast.ValueSpec)
		if !ok || len(spec.Values) != 1 {
			return true
		}
		if kind, ok := spec.Type.(*ast.Ident); ok && kind.Name == "FactKind" {
			if text, err := strconv.Unquote(spec.Values[0].(*ast.BasicLit).Value); err == nil {
				kinds = append(kinds, text)
			}
		}
		return true
	})
	return kinds
}

// Law: every kind of fact is one that readers know, and the page has every kind, fault and port.
func TestEveryKindIsKnown(t *testing.T) {
	kinds := factsOfFlows(t)
	if len(kinds) != len(factKinds()) || len(kinds) < 17 {
		t.Errorf("flows has %d kinds of facts, the journal %d", len(kinds), len(factKinds()))
	}
	text, err := os.ReadFile("../../docs/journal.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, kind := range append(kinds, string(KindEntered), string(KindAsked), string(KindEnded), string(KindLost), string(KindResumed),
		string(KindHandedOver)) {
		if !strings.Contains(string(text), "`"+kind+"`") {
			t.Errorf("the page does not have %s", kind)
		}
	}
	for _, kind := range kinds {
		if !Kind(kind).isFact() {
			t.Errorf("%s is unknown to readers", kind)
		}
	}
	for _, word := range append(Faults(), PortHTTP, PortStore, PortTables, PortSchedules, PortMailboxes) {
		if !strings.Contains(string(text), "`"+word+"`") {
			t.Errorf("the page does not have %s", word)
		}
	}
	if Kind(flows.Ended).isFact() {
		t.Error("how a call ended is taken for a fact")
	}
}
