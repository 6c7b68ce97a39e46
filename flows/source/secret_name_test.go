package source

import "testing"

// Law: names tell secrets by their words, whatever form they have.
func TestIsSecretName(t *testing.T) {
	for name, want := range map[string]bool{"pin": true, "PIN": true, "door_pin": true, "X-Pin": true, "pins": true, "apiKey": true, "api_key": true,
		"accessToken": true, "userPassword": true, "client_secret": true, "credentials": true, "pwd": true,
		"key": false, "shipping": false, "opinion": false, "author": false, "name": false, "": false, "é": false} {
		if got := IsSecretName(name); got != want {
			t.Errorf("%q: %v", name, got)
		}
	}
}
