package dialling

import (
	"slices"
	"testing"
)

// TestStatusOf has a row for each cause and SIP status that Asterisk gives.
func TestStatusOf(t *testing.T) {
	for _, row := range []struct {
		cause, sip int
		rang       bool
		want       Status
	}{
		{17, 486, true, Busy}, {17, 600, true, Busy}, {17, 0, false, Busy},
		{21, 603, true, Rejected}, {21, 403, false, Rejected}, {21, 607, false, Rejected}, {21, 0, false, Rejected}, {21, 401, false, Rejected},
		{19, 480, true, NoAnswer}, {19, 408, false, NoAnswer}, {19, 0, true, NoAnswer}, {18, 0, false, NoAnswer},
		{26, 0, true, NoAnswer}, {16, 487, true, NoAnswer},
		{16, 0, true, NoAnswer}, {16, 0, false, Unavailable}, {0, 0, false, Unavailable}, {0, 0, true, NoAnswer},
		{1, 404, false, Unavailable}, {1, 410, false, Unavailable}, {28, 484, false, Unavailable}, {23, 302, false, Unavailable},
		{20, 0, false, Unavailable}, {3, 0, false, Unavailable}, {27, 0, false, Unavailable}, {127, 0, false, Unavailable},
		{28, 0, false, Invalid}, {28, 416, false, Invalid}, {1, 485, false, Invalid},
		{34, 503, false, Congestion}, {42, 500, false, Congestion}, {38, 502, false, Congestion}, {0, 482, false, Congestion},
		{34, 0, false, Congestion}, {41, 0, false, Congestion}, {42, 0, false, Congestion}, {79, 501, false, Unavailable},
		{58, 488, false, Unavailable}, {17, 200, true, Busy},
	} {
		if got := StatusOf(row.cause, row.sip, row.rang); got != row.want {
			t.Errorf("cause %d, SIP %d, rang %v: %s, not %s", row.cause, row.sip, row.rang, got, row.want)
		}
	}
	for cause := -1; cause < 200; cause++ {
		for sip := 0; sip < 800; sip += 7 {
			if !slices.Contains(telling(), StatusOf(cause, sip, false)) {
				t.Fatalf("cause %d and SIP %d have no status", cause, sip)
			}
		}
	}
}

// TestMoreTelling: of two statuses exactly one says more.
func TestMoreTelling(t *testing.T) {
	order := telling()
	for i, a := range order {
		for j, b := range order {
			if MoreTelling(a, b) != (i < j) {
				t.Errorf("%s against %s", a, b)
			}
		}
	}
}
