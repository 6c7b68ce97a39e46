package flows_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/flowtest"
	"github.com/ariapp/ariapp/flows/source"
)

// stranger is a step whose error carries the hangup of some other call, as a
// shared connection may hand it over.
type stranger struct{}

func (stranger) Run(context.Context, *flows.Run) (flows.Next, error) {
	return flows.Advance(), fmt.Errorf("sending: %w", &flows.HangupError{Cause: flows.CauseNormal})
}

// Only the call's own context tells that it has hung up: else a caller would be
// left in a channel that nobody walks any more.
func TestTheHangupOfAnotherCallIsAFailure(t *testing.T) {
	registry, err := flows.NewRegistry(&flows.Spec{Kind: "stranger", Bare: true,
		New: func(flows.Args) flows.Step { return stranger{} }})
	if err != nil {
		t.Fatal(err)
	}
	doc, _ := source.Parse("f", "numbers: {_.: main}\nflows: {main: [stranger]}\n")
	program, findings := flows.Compile(doc, registry)
	if program == nil {
		t.Fatal(findings)
	}
	phone := flowtest.NewPhone(flowtest.Options{})
	outcome := flows.NewWalker(program, phone, flows.Options{Flow: program.Flow("main")}).Run(phone.Context())
	if outcome.Status != flows.Failed || phone.HungUp() == nil {
		t.Errorf("the walk is %+v and the channel was ended: %v", outcome, phone.HungUp() != nil)
	}
}
