package sip

import (
	"net/url"
	"strings"
)

// Replacing is where a REFER leads that joins the two talks of one telephone: who
// gets it shall put whom it talks with here into the place of other, which is the
// telephone's second line. number is that of whom other talks with, server where
// SIP is spoken.
func Replacing(number, server string, other *Answerer) string {
	other.mu.Lock()
	defer other.mu.Unlock()
	_, tag, _ := strings.Cut(header(other.invite.head, "From"), ";tag=")
	tag, _, _ = strings.Cut(tag, ";")
	// The tags are named as the one sees them who is asked.
	replaces := other.invite.callID + ";to-tag=" + tag + ";from-tag=answerer"
	return "sip:" + number + "@" + server + "?Replaces=" + url.QueryEscape(replaces)
}
