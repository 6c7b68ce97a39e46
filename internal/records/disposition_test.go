package records

import (
	"testing"

	"github.com/ariapp/ariapp/flows"
)

// Law: what was not answered has the disposition of its cause; without one nobody answered.
func TestDispositionOfACause(t *testing.T) {
	for cause, want := range map[string]Disposition{
		"": NoAnswer, "normal": NoAnswer, "no_answer": NoAnswer, "no_user_response": NoAnswer,
		"answered_elsewhere": NoAnswer, "unspecified": NoAnswer, "strange": NoAnswer,
		"busy": Busy, "17": Busy,
		"congestion": Congestion, "no_circuit": Congestion, "network_out_of_order": Congestion, "44": Congestion,
		"rejected": Failed, "unallocated": Failed, "no_route": Failed, "absent": Failed, "out_of_order": Failed,
		"invalid_number": Failed, "failure": Failed, "interworking": Failed, "50": Failed,
	} {
		if got := byCause(cause); got != want {
			t.Errorf("%q: got %s, want %s", cause, got, want)
		}
	}
}

// Law: every cause with a name has a disposition, and whoever answered has ANSWERED.
func TestEveryEndHasADisposition(t *testing.T) {
	for _, name := range flows.CauseNames() {
		if got := byCause(name); got == Answered || got == "" {
			t.Errorf("%s: %q", name, got)
		}
	}
	for _, row := range []struct {
		answered bool
		status   flows.Status
		cause    string
		want     Disposition
	}{
		{true, flows.Ended, "normal", Answered},
		{true, flows.HungUp, "normal", Answered},
		{true, flows.Failed, "failure", Answered},
		{true, flows.Left, "", Answered},
		{true, flows.Detached, "", Answered},
		{false, flows.HungUp, "normal", NoAnswer},
		{false, flows.HungUp, "failure", NoAnswer}, // the caller's network is none of ours
		{false, flows.Ended, "busy", Busy},
		{false, flows.Ended, "congestion", Congestion},
		{false, flows.Ended, "normal", NoAnswer},
		{false, flows.Ended, "rejected", Failed},
		{false, flows.Failed, "failure", Failed},
		{false, flows.Left, "", NoAnswer},
		{false, flows.Detached, "", NoAnswer},
	} {
		if got := dispositionOf(row.answered, row.status, row.cause); got != row.want {
			t.Errorf("%+v: got %s", row, got)
		}
	}
}
