package config

import "testing"

func TestOnThisMachine(t *testing.T) {
	for address, want := range map[string]bool{
		"http://127.0.0.1:8088/ari": true, "http://localhost/": true, "http://[::1]:80": true, "http://127.3.4.5": true,
		"http://10.0.0.5:8089": false, "http://pbx.example.com": false, "http://localhost.example.com": false,
		"": false, "http://[": false,
	} {
		if got := OnThisMachine(address); got != want {
			t.Errorf("%q: %v", address, got)
		}
	}
}
