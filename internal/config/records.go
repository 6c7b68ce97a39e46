package config

import (
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/ariapp/ariapp/flows/source"
)

// Records says where the records of calls are kept, a row for each call and each leg.
type Records struct {
	// Off tells that none are kept.
	Off bool
	// DSN is the database, "" for SQLite in the folder "records" of the data folder; see [Config.RecordsPlace].
	DSN Secret
	// Keep is how long calls are kept, 0 for ever.
	Keep time.Duration
	// Events tells whether what happens in calls is kept beside the rows.
	Events bool
}

func defaultRecords() Records { return Records{Keep: 90 * day, Events: true} }

// day is a day in lengths of time: no summer time is looked at.
const day = 24 * time.Hour

// RecordsPlace is the folder in which records wait for their database, and the
// database, "" for one in the folder, for a file in that folder; both are "" when none are kept.
func (c Config) RecordsPlace(folder string, env func(string) (string, bool)) (at string, dsn Secret) {
	if c.Records.Off {
		return "", ""
	}
	dsn = c.Records.DSN
	if path, ok := strings.CutPrefix(string(dsn), "sqlite:"); ok && !filepath.IsAbs(path) {
		dsn = Secret("sqlite:" + filepath.Join(folder, path))
	}
	return filepath.Join(c.App.DataFolder(folder, env), "records"), dsn
}

func (r *reader) records(c *Records, n *source.Node) {
	if n != nil && n.Kind == source.Scalar {
		if text, ok := r.scalar(n, "a mapping, or none"); ok && text != "none" {
			r.report.WrongType(n, "records", "a mapping, or none")
		}
		c.Off = true
		return
	}
	r.mapping("records", n, map[string]func(*source.Node){
		"dsn": r.recordsDSN(&c.DSN), "keep": r.kept(&c.Keep), "events": r.truth(&c.Events)})
}

// recordsDSN reads a database. The value is not shown: a password may be in it.
func (r *reader) recordsDSN(into *Secret) func(*source.Node) {
	return func(n *source.Node) {
		r.secret(into)(n)
		dsn := string(*into)
		path, isFile := strings.CutPrefix(dsn, "sqlite:")
		switch {
		case dsn == "", isPostgres(*into):
		case isFile && path != "" && !strings.HasPrefix(path, "//"):
		default:
			r.report.Errorf(n, "wrong-type", "dsn must begin with postgres://, or be sqlite:path")
		}
	}
}

// isPostgres tells whether a DSN names a database of PostgreSQL.
func isPostgres(dsn Secret) bool {
	return strings.HasPrefix(string(dsn), "postgres://") || strings.HasPrefix(string(dsn), "postgresql://")
}

// kept reads how long something is kept: days such as 90d, a duration, or forever.
func (r *reader) kept(into *time.Duration) func(*source.Node) {
	const wanted = "days such as 90d, a duration from 1h, or forever"
	return func(n *source.Node) {
		text, ok := r.scalar(n, wanted)
		if !ok {
			return
		}
		if text == "forever" {
			*into = 0
			return
		}
		span, err := time.ParseDuration(text)
		if days, isDays := strings.CutSuffix(text, "d"); isDays {
			var number int
			number, err = strconv.Atoi(days)
			span = time.Duration(min(number, recordsDaysMost+1)) * day
		}
		if err != nil || span < time.Hour || span > recordsDaysMost*day {
			r.report.WrongType(n, "keep", wanted)
			return
		}
		*into = span
	}
}
