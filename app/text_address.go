package app

import "strings"

// textAddress is who stands in an address of a text, such as `"Ann" <sip:100@example.com>`:
// the name that is shown, "" for none, and the number, which is the part before the @.
func textAddress(address string) (name, number string) {
	uri := strings.TrimSpace(address)
	if open := strings.LastIndexByte(uri, '<'); open >= 0 {
		name = strings.TrimSpace(uri[:open])
		uri, _, _ = strings.Cut(uri[open+1:], ">")
		if unquoted, ok := strings.CutPrefix(name, `"`); ok {
			name = strings.NewReplacer(`\"`, `"`, `\\`, `\`).Replace(strings.TrimSuffix(unquoted, `"`))
		}
	}
	for _, scheme := range []string{"pjsip:", "sips:", "sip:", "tel:", "xmpp:"} {
		if len(uri) >= len(scheme) && strings.EqualFold(uri[:len(scheme)], scheme) {
			uri = uri[len(scheme):]
		}
	}
	number, _, _ = strings.Cut(uri, "@")
	number, _, _ = strings.Cut(number, ";")
	return name, number
}
