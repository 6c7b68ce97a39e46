package app

import (
	"fmt"

	"github.com/ariapp/ariapp/internal/recordings"
)

// wrong is what an App should do beside calls and cannot: nil is well. App.mu guards it.
type wrong struct {
	// versions is why no versions are kept, journal why no journal is, records why no records are.
	versions, journal, records error
	// calls is why calls end with this process.
	calls error
	// queues is why queues end with this process, counts why what one calls is counted in this process alone.
	queues, counts error
	// recordings is why recordings are not fetched.
	recordings error
	// fetched asks what became of recordings, nil where none are fetched.
	fetched func() recordings.Counts
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
	if w.records != nil {
		said = append(said, "records of calls are not kept: "+w.records.Error())
	}
	if w.calls != nil {
		said = append(said, "calls are not kept, they end with this process: "+w.calls.Error())
	}
	if w.queues != nil {
		said = append(said, "queues are not kept, agents log in anew after this process: "+w.queues.Error())
	}
	if w.counts != nil {
		said = append(said, "whom one calls is counted until the end of this process only: "+w.counts.Error())
	}
	if w.recordings != nil {
		said = append(said, "recordings are kept for the next start, and not fetched: "+w.recordings.Error())
	}
	return append(said, w.aboutRecordings()...)
}

// aboutRecordings says which recordings have not arrived that should have.
func (w wrong) aboutRecordings() []string {
	if w.fetched == nil {
		return nil
	}
	var said []string
	counts := w.fetched()
	if counts.Late > 0 {
		said = append(said, fmt.Sprintf("recordings wait that were tried in vain: %d; the log has why", counts.Late))
	}
	if counts.Failed > 0 {
		said = append(said, fmt.Sprintf("recordings were given up since the start: %d; they are named in "+
			"recordings-spool/failed", counts.Failed))
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
