package app

// wrong is what an App should do beside calls and cannot: nil is well. App.mu guards it.
type wrong struct {
	// versions is why no versions are kept, journal why no journal is.
	versions, journal error
	// live is why it could not be written down what is live.
	live error
}

// notes changes what is wrong.
func (a *App) notes(change func(*wrong)) {
	a.mu.Lock()
	defer a.mu.Unlock()
	change(&a.wrong)
}

// aboutVersions says what is wrong with keeping versions, in a sentence each.
func (w wrong) aboutVersions() []string {
	var said []string
	if w.versions != nil {
		said = append(said, "versions of the file are not kept: "+w.versions.Error())
	}
	if w.live != nil {
		said = append(said, notHeld(w.live))
	}
	return said
}

// all says all that is wrong.
func (w wrong) all() []string {
	said := w.aboutVersions()
	if w.journal != nil {
		said = append(said, "the journal of the calls is not kept: "+w.journal.Error())
	}
	return said
}

// notHeld says that what is live is not written down, "" when it is.
func notHeld(err error) string {
	if err == nil {
		return ""
	}
	return "what is live now is not what a restart begins with: " + err.Error()
}
