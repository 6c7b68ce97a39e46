package app

import (
	"errors"
	"os"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/internal/journal"
	"github.com/ariapp/ariapp/internal/lockfile"
)

// openJournal opens the journal of the calls. Callers do not suffer when that fails.
func (a *App) openJournal() {
	file := a.opts.File
	folder := file.Config.JournalFolder(file.Folder(), os.LookupEnv)
	if !a.opts.Record || folder == "" {
		return
	}
	settings := file.Config.Journal
	lock, err := lockfile.Take(folder)
	if err != nil {
		a.noJournal(err)
		return
	}
	opened, err := journal.Open(journal.Options{Folder: folder, MaxBytes: int64(settings.MaxFile),
		Keep: settings.Keep, Answers: settings.Answers, Now: a.opts.Clock, Disk: a.opts.Disk,
		Log: a.log.With("part", "journal")})
	if err != nil {
		a.noJournal(errors.Join(err, lock.Release()))
		return
	}
	a.journal, a.journalLock = opened, lock
	opened.Started()
}

// noJournal tells that there is no journal.
func (a *App) noJournal(err error) {
	a.log.Error("the journal of the calls is not kept", "error", err)
	a.notes(func(w *wrong) { w.journal = err })
}

// closeJournal writes what waits; there are no calls any more.
func (a *App) closeJournal() {
	if err := a.journal.Close(); err != nil {
		a.log.Error("the last entries of the journal are lost", "error", err)
	}
	if err := a.journalLock.Release(); err != nil {
		a.log.Warn("the journal cannot be left to others", "error", err)
	}
	if lost := a.journal.Lost(); lost > 0 {
		a.log.Warn("entries of the journal were dropped", "entries", lost)
	}
}

// entered begins the journal of a call, or goes on with it.
func (a *App) entered(e *entry) *journal.Call {
	if e.walk != nil {
		return a.journal.Resume(e.resumed(a.keeping.ledger.Self().Instance))
	}
	begun := journal.Entered{Call: e.info, Version: e.generation.file.Version(), Share: "stable"}
	if e.onCanary() {
		begun.Share = "canary"
	}
	if e.handler == nil {
		begun.Pattern, begun.Flow, begun.Vars = e.route.Pattern, e.route.Flow.Name, e.route.Vars
		begun.Made = e.madeFor()
	}
	return a.journal.Begin(begun)
}

// madeFor is what the call was made for as the journal has it, "" for one that has come in.
func (e *entry) madeFor() string {
	switch o := e.outgoing; {
	case o != nil && o.Back != nil && !o.Back.Line:
		return journal.MadeBack
	case o != nil:
		return journal.MadeSteps
	case e.route.Pattern == "": // no number has taken it
		return journal.MadeFlow
	}
	return ""
}

// resumed is what the journal says of a call that is taken up.
func (e *entry) resumed(instance string) journal.Resumed {
	r := journal.Resumed{Call: e.info, Version: e.generation.file.Version(), Share: "stable", Flow: e.route.Flow.Name,
		Instance: instance, Steps: e.walk.Steps, Life: e.life}
	if e.onCanary() {
		r.Share = "canary"
	}
	return r
}

// reach is what the flows of a call reach, with what is asked and answered written down.
func (e *entry) reach() flows.World { return e.journal.World(e.generation.reach()) }
