package lint

import (
	"net/netip"
	"net/url"
	"slices"
	"strings"

	"github.com/ariapp/ariapp/flows/source"
)

func secretUnencrypted() Rule {
	return Rule{
		Name: "secret-unencrypted", Severity: source.Warning,
		Summary: "A secret that is sent over the network where everybody on the way can read it.",
		Doc: "The URL begins with `http://`, and a secret stands in the headers or the body. On the way to a public " +
			"host any network in between can read it. Addresses of this machine and of private networks, and names " +
			"without a dot, are not meant.\n\nWrite `https://`.",
		Bad: "numbers: {_.: main}\nsecrets: {crm: x}\nflows:\n  main:\n    - http:\n        id: crm\n" +
			"        url: http://crm.example.com/calls\n        headers: {Authorization: \"Bearer ${secrets.crm}\"}\n" +
			"        json: {from: \"${call.from}\"}\n        on_error: {log: \"the CRM does not answer\"}\n",
		Good: "numbers: {_.: main}\nsecrets: {crm: x}\nflows:\n  main:\n    - http:\n        id: crm\n" +
			"        url: https://crm.example.com/calls\n        headers: {Authorization: \"Bearer ${secrets.crm}\"}\n" +
			"        json: {from: \"${call.from}\"}\n        on_error: {log: \"the CRM does not answer\"}\n",
		Check: checkSecretUnencrypted,
	}
}

func checkSecretUnencrypted(p *Pass) {
	r := newReading(p)
	secrets := r.spreadOf(r.isSecret, handsOnWhole)
	for _, step := range p.Graph.Steps() {
		at := p.Field(step, "url")
		if step.Kind != "http" || at == nil {
			continue
		}
		host, open := r.openHost(at.Value)
		if !open {
			continue
		}
		for _, use := range r.byStep[step] {
			if !slices.Contains([]string{"headers", "json", "form"}, use.Field) {
				continue
			}
			if c, ok := secrets.of(use); ok && (handsOnWhole(use) || use.Field != "json") {
				p.AtNode(at, "%s goes to %s over http://, where anybody on the way can read it; write https://", c.what, host)
				break
			}
		}
	}
}

// openHost is the host of a URL that is not encrypted, and whether the way there is open to others.
func (r *reading) openHost(text string) (string, bool) {
	if setting, ok := strings.CutPrefix(text, "${config."); ok {
		name, rest, _ := strings.Cut(setting, "}")
		_, config := r.Program.Declared()
		base, _ := config[name].(string)
		text = base + rest
	}
	fixed, _, _ := strings.Cut(text, "${")
	parsed, err := url.Parse(fixed)
	if err != nil || parsed.Scheme != "http" {
		return "", false
	}
	host := parsed.Hostname()
	if address, err := netip.ParseAddr(host); err == nil {
		return host, !address.IsLoopback() && !address.IsPrivate() && !address.IsLinkLocalUnicast()
	}
	inside := func(domain string) bool { return strings.HasSuffix(host, domain) }
	return host, strings.Contains(host, ".") && !slices.ContainsFunc([]string{".localhost", ".local", ".internal", ".lan",
		".home.arpa"}, inside)
}
