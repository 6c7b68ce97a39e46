package app

import (
	"os"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/internal/journal"
)

// openJournal opens the journal of the calls. Callers do not suffer when that fails.
func (a *App) openJournal() {
	file := a.opts.File
	folder := file.Config.JournalFolder(file.Folder(), os.LookupEnv)
	if !a.opts.Record || folder == "" {
		return
	}
	settings := file.Config.Journal
	opened, err := journal.Open(journal.Options{Folder: folder, MaxBytes: int64(settings.MaxFile),
		Keep: settings.Keep, Answers: settings.Answers, Log: a.log.With("part", "journal")})
	if err != nil {
		a.log.Warn("the journal of the calls is not kept", "error", err)
		return
	}
	a.journal = opened
}

// closeJournal writes what waits; there are no calls any more.
func (a *App) closeJournal() {
	if err := a.journal.Close(); err != nil {
		a.log.Error("the last entries of the journal are lost", "error", err)
	}
	if lost := a.journal.Lost(); lost > 0 {
		a.log.Warn("entries of the journal were dropped", "entries", lost)
	}
}

// entered begins the journal of a call.
func (a *App) entered(e *entry) *journal.Call {
	begun := journal.Entered{Call: e.info, Version: e.generation.file.Version(), Share: "stable"}
	if e.onCanary() {
		begun.Share = "canary"
	}
	if e.handler == nil {
		begun.Pattern, begun.Flow, begun.Vars = e.route.Pattern, e.route.Flow.Name, e.route.Vars
	}
	return a.journal.Begin(begun)
}

// reach is what the flows of a call reach, with what is asked and answered written down.
func (e *entry) reach() flows.World { return e.journal.World(e.generation.reach()) }
