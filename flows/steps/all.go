package steps

import "github.com/ariapp/ariapp/flows"

// All is the table of the step kinds, in the order of the documentation.
func All() []*flows.Spec {
	return []*flows.Spec{
		answerSpec(), playSpec(), menuSpec(), collectSpec(),
		setSpec(), ifSpec(), switchSpec(), repeatSpec(),
		gotoSpec(), callSpec(), returnSpec(),
		waitSpec(), logSpec(), hangupSpec(), continueSpec(),
	}
}
