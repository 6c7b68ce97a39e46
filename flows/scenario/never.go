package scenario

import (
	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/source"
)

// Never is a text that nobody may read by the way: a PIN, a customer's number.
type Never struct {
	// Text is the text, as it is written. Secret is the name of a secret of the flows whose value is meant instead.
	Text, Secret string
	// UnlessSent tells that headers and bodies of requests may hold it.
	UnlessSent bool
	Pos        source.Pos
}

// sent is what a text may be that otherwise may never be told.
const sent = "sent"

// value is the text that may not be told; false for a secret that there is not.
func (n *Never) value(secrets map[string]flows.Secret) (string, bool) {
	if n.Secret == "" {
		return n.Text, true
	}
	secret, ok := secrets[n.Secret]
	return flows.Reveal(secret), ok
}

// judgeNever looks for what may never be told. It says where, and not what: it is somebody's secret.
func (run *running) judgeNever() {
	r := run.result
	for i := range r.Case.End.Never {
		never := &r.Case.End.Never[i]
		text, ok := never.value(run.setting.Secrets)
		if !ok {
			r.fail(never.Pos, "the file has no secret %q", never.Secret)
		}
		for _, told := range r.Tellings(text) {
			if never.UnlessSent && told.Sent() {
				continue
			}
			what := "this text"
			if never.Secret != "" {
				what = "the secret " + never.Secret
			}
			message := "wanted " + what + " never to be told, instead it can be read in " + told.String() +
				run.caller.when(told.At)
			if told.Step != "" {
				message += ", at " + told.Step
			}
			r.Failures = append(r.Failures, Failure{Pos: never.Pos, Flow: told.Pos, Message: message})
			break
		}
	}
}
