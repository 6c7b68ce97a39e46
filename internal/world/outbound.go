package world

import (
	"cmp"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/source"
	"github.com/ariapp/ariapp/internal/config"
	"github.com/ariapp/ariapp/internal/outbound"
	"github.com/ariapp/ariapp/internal/outbound/endpoint"
	"github.com/ariapp/ariapp/internal/outbound/premium"
)

// openOutbound is whom the file lets one call: counted in the ledger, or by the
// rules alone where there is none, as in tests and simulated calls.
func openOutbound(ledger *outbound.Ledger, doc *source.Document, settings config.Config) flows.Outbound {
	rules := outboundRules(doc, settings)
	if ledger == nil {
		return outbound.NewLedger(outbound.Options{}).Gate(rules).Uncounted()
	}
	return ledger.Gate(rules)
}

// outboundRules are the rules of a file, with the endpoints that its dial steps write out.
func outboundRules(doc *source.Document, settings config.Config) outbound.Rules {
	c := &settings.Outbound
	rules := outbound.Rules{Deny: c.Deny, Premium: c.Premium, Trunks: map[string]outbound.Trunk{},
		Zone: cmp.Or(settings.App.Zone, time.Local),
		Caps: outbound.Caps{PerMinute: c.PerMinute, PerDay: c.PerDay, AtOnce: c.AtOnce}}
	if rules.Premium == nil {
		rules.Premium = premium.Usual()
	}
	for _, one := range c.Allow {
		rules.Allow = append(rules.Allow, outbound.Allowed{Rule: one.Rule, Premium: one.Premium,
			Caps: outbound.Caps{PerMinute: one.PerMinute, PerDay: one.PerDay, AtOnce: one.AtOnce}})
	}
	for _, one := range c.Trunks {
		rules.Trunks[one.Name] = outbound.Trunk{PerSecond: one.PerSecond, AtOnce: one.AtOnce}
	}
	written := map[string]bool{}
	collect(doc.Root.Get("flows"), "dial", false, written)
	rules.Written = func(endpoint string) bool { return written[endpoint] }
	return rules
}

// collect finds the endpoints that stand within steps of a kind as they are; within tells that this is within one.
func collect(n *source.Node, kind string, within bool, into map[string]bool) {
	switch {
	case n == nil:
	case n.Kind == source.Map:
		for key, value := range n.All() {
			collect(value, kind, within || key.Value == kind, into)
		}
	case n.Kind == source.Scalar:
		// What has an expression in it is no endpoint.
		if _, err := endpoint.Parse(n.Value); within && err == nil {
			into[n.Value] = true
		}
	default:
		for _, item := range n.Elements() {
			collect(item, kind, within, into)
		}
	}
}
