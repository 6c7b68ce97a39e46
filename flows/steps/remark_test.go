package steps

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/flowtest"
)

// TestRemark: what others tell of a call stands with its facts, at the step where it is, and no step hears of it.
func TestRemark(t *testing.T) {
	program, findings := line{}.compile(t, "flows:\n  main: [{wait: 3s}]\n")
	if program == nil {
		t.Fatal(formatted(findings))
	}
	phone := flowtest.NewPhone(flowtest.Options{DefaultLength: time.Second})
	for _, kind := range []flows.FactKind{flows.SupervisorCame, flows.SupervisorLeft} {
		phone.Notifier()(flows.Remark{Kind: kind, Text: "PJSIP/1", Outcome: "listen", By: "lead"})
	}
	var told []string
	outcome := flows.NewWalker(program, phone, flows.Options{Flow: program.Flow("main"), Call: flows.CallInfo{ID: "c1"},
		Observe: func(f flows.Fact) {
			if f.By != "" {
				told = append(told, fmt.Sprintf("%s %s %s %s of %s at %s", f.Kind, f.Text, f.Outcome, f.By, f.Call, f.Step))
			}
		}}).Run(phone.Context())
	want := "supervisor-came PJSIP/1 listen lead of c1 at main/1, supervisor-left PJSIP/1 listen lead of c1 at main/1"
	if got := strings.Join(told, ", "); got != want || phone.Elapsed() != 3*time.Second || outcome.Status != flows.Ended {
		t.Errorf("told was %s; it took %v and ended %v", got, phone.Elapsed(), outcome.Status)
	}
}
