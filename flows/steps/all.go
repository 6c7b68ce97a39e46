package steps

import "github.com/ariapp/ariapp/flows"

// All is the table of the step kinds, in the order of the documentation.
func All() []*flows.Spec {
	return []*flows.Spec{
		ringSpec(), progressSpec(), answerSpec(), rejectSpec(), hangupSpec(), continueSpec(),
		playSpec(), saySpec(), toneSpec(), silenceSpec(), mohSpec(), languageSpec(),
		menuSpec(), collectSpec(),
		setSpec(), ifSpec(), switchSpec(), splitSpec(), repeatSpec(), gotoSpec(), callSpec(), returnSpec(),
		hoursSpec(), overrideSpec(), lookupSpec(), storeSpec(), httpSpec(),
		dialSpec(), queueSpec(), agentSpec(), transferSpec(), dialplanSpec(), messageSpec(),
		voicemailSpec(), voicemailMenuSpec(), directorySpec(),
		recordSpec(), recordCallSpec(),
		conferenceSpec(), parkSpec(), retrieveSpec(), holdSpec(), bridgeSpec(),
		waitSpec(), logSpec(),
	}
}
