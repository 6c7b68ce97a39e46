package steps

import (
	"context"
	"slices"
	"strings"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/digits"
	"github.com/ariapp/ariapp/flows/source"
)

// referRules say what becomes of a transfer that a telephone itself asks for, by
// SIP REFER; nil leaves that to Asterisk.
type referRules struct {
	// allow are the extensions that may be wanted, none where all is refused.
	allow []digits.Pattern
	// context is where they are in the dialplan.
	context string
	// caller and callee tell whose telephones may ask.
	caller, callee bool
}

// The words of transfers.
const (
	referAsterisk = "asterisk"
	referRefuse   = "refuse"
)

// referHandling is the function by which Asterisk leaves a REFER to the program.
const referHandling = "PJSIP_TRANSFER_HANDLING()"

// What it may be set to.
const (
	referOurs  = "ari-only"
	referTheir = "core"
)

// The words of who may ask.
const (
	referCallee = "callee"
	referCaller = "caller"
	referBoth   = "both"
)

// What a telephone is told that asked for a transfer.
const (
	referAnswered    = "answered"
	referDeclined    = "declined"
	referUnavailable = "unavailable"
)

// referType reads asterisk, refuse or {allow, context}: *referRules.
func referType() flows.Type {
	const accepts = "asterisk, refuse, or a mapping with allow, context and of"
	fields := []flows.Field{
		{Name: "allow", Type: patternsType(), Required: true, Doc: "The extensions to which a telephone may transfer."},
		{Name: "context", Type: flows.Name, Required: true, Doc: "The dialplan's context in which they are."},
		{Name: "of", Type: flows.OneOf(referCallee, referCaller, referBoth), Default: referCallee,
			Doc: "Whose telephone may ask."},
	}
	return flows.NewType("transfers", accepts, func(p flows.Parser, n *source.Node) any {
		if n.Kind == source.Scalar && (n.Value == referAsterisk || n.Value == referRefuse) {
			if n.Value == referRefuse {
				return &referRules{callee: true}
			}
			return (*referRules)(nil)
		}
		if n.Kind != source.Map || n.Get("allow") == nil || n.Get("context") == nil {
			p.Report().WrongType(n, p.What(), accepts)
			return nil
		}
		rules := &referRules{callee: true}
		for key, item := range n.All() {
			switch key.Value {
			case "allow":
				rules.allow, _ = p.Parse(patternsType(), key.Value, item).([]digits.Pattern)
			case "context":
				if rules.context = item.Value; item.Kind != source.Scalar || !contextName.MatchString(item.Value) {
					p.Report().WrongType(item, key.Value, "the name of a context")
				}
			case "of":
				of := item.Value
				if item.Kind != source.Scalar || !slices.Contains([]string{referCallee, referCaller, referBoth}, of) {
					p.Report().WrongType(item, key.Value, "callee, caller or both")
				}
				rules.caller, rules.callee = of != referCallee, of != referCaller
			default:
				p.Report().Unknown(key, "unknown-key", "key of transfers", fieldNames(fields))
			}
		}
		return rules
	}).Shaped(flows.Shape{Words: []string{referAsterisk, referRefuse}, Fields: fields})
}

// mark has Asterisk leave the transfers of a leg that is to be dialled to us.
func (rules *referRules) mark(leg *flows.Leg) {
	if rules == nil || !rules.callee || !strings.HasPrefix(strings.ToUpper(leg.Endpoint), "PJSIP/") {
		return
	}
	variables := map[string]string{referHandling: referOurs}
	for name, value := range leg.Variables {
		variables[name] = value
	}
	leg.Variables = variables
}

// hears tells whether who asks may ask for anything.
func (rules *referRules) hears(wanted *flows.Transfer) bool {
	if rules == nil || rules.context == "" { // all is refused
		return false
	}
	if wanted.By == flows.Caller {
		return rules.caller
	}
	return rules.callee
}

// place is where a transfer leads, false where it is not allowed.
func (rules *referRules) place(wanted *flows.Transfer) (flows.Place, bool) {
	if !rules.hears(wanted) || wanted.Attended {
		return flows.Place{}, false
	}
	extension := referExtension(wanted.To)
	allowed := slices.ContainsFunc(rules.allow, func(p digits.Pattern) bool { return p.Match(extension) })
	if !allowed || !placeName.MatchString(extension) {
		return flows.Place{}, false
	}
	return flows.Place{Context: rules.context, Extension: extension}, true
}

// referExtension is the extension of what a telephone wants: 300, or sip:300@10.0.0.1.
func referExtension(to string) string {
	to = strings.TrimPrefix(strings.TrimPrefix(strings.Trim(to, "<>"), "sips:"), "sip:")
	to, _, _ = strings.Cut(to, "@")
	to, _, _ = strings.Cut(to, ";")
	return to
}

// referDecline tells a telephone that its transfer is not done.
func referDecline(ctx context.Context, r *flows.Run, wanted *flows.Transfer) error {
	r.Log("info", "a transfer that a telephone asked for is declined")
	return referIs(ctx, r, wanted, referDeclined)
}

// referIs tells a telephone what became of its transfer; one that is gone is told nothing.
func referIs(ctx context.Context, r *flows.Run, wanted *flows.Transfer, state string) error {
	port, ok := r.Port().(flows.Transferer)
	if !ok {
		return nil
	}
	err := port.TransferIs(ctx, wanted.By, state)
	if err != nil && flows.IsFailure(ctx, err) {
		r.Log("warn", "a telephone could not be told of its transfer: "+err.Error())
		return nil
	}
	return err
}
