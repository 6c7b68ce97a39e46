package sip

import "testing"

// Law: the talk that is to be replaced is named by its call, and by its tags as the other side sees them.
func TestReplacing(t *testing.T) {
	a, err := Answer()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { a.Close() })
	a.begins("INVITE sip:b@x SIP/2.0\r\nFrom: \"Ann\" <sip:a@x>;tag=theirs;x=1\r\nCall-ID: one@x\r\n\r\n", a.ear.own())
	const want = "sip:300@127.0.0.1:5060?Replaces=one%40x%3Bto-tag%3Dtheirs%3Bfrom-tag%3Danswerer"
	if got := Replacing("300", "127.0.0.1:5060", a); got != want {
		t.Errorf("%s, want %s", got, want)
	}
}
