package app

import (
	"errors"
	"os"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/internal/call"
	"github.com/ariapp/ariapp/internal/journal"
	"github.com/ariapp/ariapp/internal/lockfile"
	"github.com/ariapp/ariapp/internal/records"
)

// openRecords opens the records of the calls. Callers do not suffer when that fails.
func (a *App) openRecords() {
	file := a.opts.File
	folder, dsn := file.Config.RecordsPlace(file.Folder(), os.LookupEnv)
	if !a.opts.Record || folder == "" {
		return
	}
	lock, err := lockfile.Take(folder)
	if err != nil {
		a.noRecords(err)
		return
	}
	settings := file.Config.Records
	opened, err := records.Open(records.Options{Folder: folder, DSN: records.DSN(dsn), Keep: settings.Keep,
		Events: settings.Events, Log: a.log.With("part", "records")})
	if err != nil {
		a.noRecords(errors.Join(err, lock.Release()))
		return
	}
	a.records, a.recordsLock = opened, lock
	a.metrics.RecordsLost(opened.Lost)
}

// noRecords tells that there are no records.
func (a *App) noRecords(err error) {
	a.log.Error("records of calls are not kept", "error", err)
	a.notes(func(w *wrong) { w.records = err })
}

// closeRecords writes what waits; there are no calls any more.
func (a *App) closeRecords() {
	if err := a.records.Close(); err != nil {
		a.log.Error("the last records wait for the next start", "error", err)
	}
	if err := a.recordsLock.Release(); err != nil {
		a.log.Warn("the records cannot be left to others", "error", err)
	}
	if lost := a.records.Lost(); lost > 0 {
		a.log.Warn("rows and events of the records were dropped", "number", lost)
	}
}

// recorded begins the record of a call, or goes on with it.
func (a *App) recorded(e *entry, c *call.Call) *records.Recorder {
	begun := records.Begun{Call: e.info, Version: e.generation.file.Version(), Share: "stable", Answered: c.Answered()}
	if e.onCanary() {
		begun.Share = "canary"
	}
	if e.handler == nil && e.route.Flow != nil {
		begun.Flow = e.route.Flow.Name
	}
	if e.walk != nil {
		return a.records.Resume(begun, e.life)
	}
	return a.records.Begin(begun)
}

// written takes facts down twice.
type written struct {
	journal *journal.Call
	record  *records.Recorder
}

// Observe takes a fact down.
func (w written) Observe(f flows.Fact) {
	w.journal.Observe(f)
	w.record.Observe(f)
}
