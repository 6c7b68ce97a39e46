package sip

import (
	"net/netip"
	"testing"
)

// Law: as long as a run has its ports, no other run gets one of them.
func TestReservationsDoNotOverlap(t *testing.T) {
	host := netip.MustParseAddr("127.0.0.1")
	owners := map[int]int{}
	for run := range 50 {
		r, err := reserve(host)
		if err != nil {
			t.Fatal(err)
		}
		defer r.release()
		for port := r.first; port < r.first+portsOfRun; port++ {
			if other, taken := owners[port]; taken {
				t.Errorf("runs %d and %d share port %d", other, run, port)
			}
			owners[port] = run
		}
		if r.media()%2 != 0 || r.media() <= r.signalling() {
			t.Errorf("media at %d, signalling at %d", r.media(), r.signalling())
		}
	}
}

// Law: a port that somebody else has is not reserved.
func TestTakenPortIsNotReserved(t *testing.T) {
	host := netip.MustParseAddr("127.0.0.1")
	free, err := reserve(host)
	if err != nil {
		t.Fatal(err)
	}
	other, err := listen(host, free.media())
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	free.release()
	again := &reservation{first: free.first}
	defer again.release()
	if err := again.take(host); err == nil {
		t.Error("the port was reserved")
	}
}
