package schema

import (
	"strings"

	"github.com/ariapp/ariapp/internal/config"
)

// apiAccess is the part about who may use the API.
func apiAccess(d config.API) node {
	hash := text(`^sha256:[0-9A-Fa-f]{64}$`)
	token := anyOf(hash, mapping("A token with less than everything.",
		key{"hash", "What `ariapp token new` printed.", hash, nil},
		key{"scopes", "What it may; everything without it.", several(choice(config.APIScopes()...), 1), nil},
		key{"groups", "Whose agents it may supervise, beside those who are in no group.", superviseGroups(), nil}))
	return orNothing(mapping("",
		key{"tokens", "The hashes of tokens by name, as `ariapp token new` prints them.",
			orNothing(byName(token, listedForm)), nil},
		key{"per_minute", "How often one token may ask in a minute.", positive(), d.PerMinute},
		key{"sign", "The key that signs URLs which make a call; none can be made without it.", single(), nil},
		key{"url", "What signed URLs begin with; the address that was asked without it.", text(webForm), nil},
		key{"proxies", "Addresses and networks whose X-Forwarded-For is believed.",
			several(text(`^[0-9A-Fa-f.:]+(/[0-9]{1,3})?$`), 0), nil},
	))
}

// jobs is the part about calls that are kept for later.
func jobs(d config.Jobs) node {
	return orNothing(mapping("",
		key{"folder", "A folder in which call files are dropped, or none.", single(), nil},
		key{"at_once", "How many jobs may call at once.", positive(), d.AtOnce},
		key{"per_second", "How many of their calls may begin in a second.", pace(), d.PerSecond},
		key{"keep", "How many finished jobs are kept.", positive(), d.Keep},
	))
}

// messages is the part about texts that telephones send.
func messages(d config.Messages) node {
	return orNothing(mapping("",
		key{"flow", "The flow that is walked for each text, with steps that need no telephone; none takes no texts.",
			single(), nil},
		key{"technologies", "Those of Asterisk whose texts are taken.",
			several(text(`^[A-Za-z][A-Za-z0-9]{0,19}$`), 1), strings.Join(d.Technologies, " ")},
		key{"at_once", "How many texts may be under way; further ones are dropped.", positive(), d.AtOnce},
	))
}

// outbound is the part about whom one may call.
func outbound() node {
	caps := []key{
		{"per_minute", "How many calls there may be in a minute.", positive(), nil},
		{"per_day", "How many calls there may be in a day.", positive(), nil},
		{"at_once", "How many calls there may be at once.", positive(), nil},
	}
	rule := mapping("A rule with caps.", append([]key{
		{"endpoint", "Whom: PJSIP/100, or with a pattern PJSIP/_0X.@trunk.", text(endpointForm), nil},
		{"premium", "Whether numbers are let through that look like premium lines.",
			anyOf(node{"type": "boolean"}, choice("true", "false")), false},
	}, caps...)...)
	trunk := mapping("A trunk.",
		key{"per_second", "How many calls may begin in a second.", pace(), nil},
		key{"at_once", "How many calls there may be at once.", positive(), nil})
	return orNothing(mapping("", append([]key{
		{"allow", "Rules of whom one may call.", several(anyOf(text(endpointForm), rule), 0), nil},
		{"deny", "Rules of whom one may not call; they go first.", several(text(endpointForm), 0), nil},
		{"premium", "Which numbers need a rule with premium: usual, countries, patterns, or none; usual without it.",
			listOr(single(), 0), nil},
		{"trunks", "The pace of trunks, by name.", orNothing(byName(orNothing(trunk), "")), nil},
	}, caps...)...))
}

// endpointForm is a technology and an address.
const endpointForm = `^[A-Za-z][A-Za-z0-9_]*/.`

// pace is how often something may happen in a second.
func pace() node {
	return node{"type": []string{"number", "string"}, "exclusiveMinimum": 0}
}

// several is one of something that is no plain value, or a list with at least so many.
func several(one node, least int) node {
	return anyOf(one, node{"type": "array", "items": one, "minItems": least})
}
