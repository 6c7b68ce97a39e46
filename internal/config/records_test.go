package config

import (
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// Law: records are kept in the data folder, for 90 days and with events, unless the file says otherwise; a path begins
// at the file's folder.
func TestRecords(t *testing.T) {
	env := func(string) (string, bool) { return "", false }
	for text, want := range map[string]struct {
		at, dsn string
		keep    time.Duration
		events  bool
	}{
		"":                                             {"at/data/records", "", 90 * day, true},
		"records:\napp: {data: x}":                     {"at/x/records", "", 90 * day, true},
		"records: none":                                {"", "", 90 * day, true},
		"records: {keep: forever}":                     {"at/data/records", "", 0, true},
		"records: {keep: 1d}":                          {"at/data/records", "", day, true},
		"records: {keep: 90m}":                         {"at/data/records", "", 90 * time.Minute, true},
		"records: {events: false}":                     {"at/data/records", "", 90 * day, false},
		"records: {dsn: 'sqlite:a/b.db'}":              {"at/data/records", "sqlite:at/a/b.db", 90 * day, true},
		"records: {dsn: 'sqlite:/b.db'}":               {"at/data/records", "sqlite:/b.db", 90 * day, true},
		"records: {dsn: 'postgres://u:${env.PW}@h/d'}": {"at/data/records", "postgres://u:geheim@h/d", 90 * day, true},
	} {
		c, findings := read(t, "asterisk: {password: x}\n"+text)
		at, dsn := c.RecordsPlace("at", env)
		if len(findings) > 0 || filepath.ToSlash(at) != want.at || filepath.ToSlash(string(dsn)) != want.dsn ||
			c.Records.Keep != want.keep || c.Records.Events != want.events {
			t.Errorf("%q: got %s, %s, %+v, %v", text, at, string(dsn), c.Records, findings)
		}
	}
}

// Law: what is wrong with records is found, with what would be right, and without a password.
func TestFaultsOfRecords(t *testing.T) {
	for text, want := range map[string]string{
		"records: some":                          "records must be a mapping, or none",
		"records: [none]":                        "records must be a mapping",
		"records: {dsn: 'mysql://u:geheim@h/d'}": "dsn must begin with postgres://, or be sqlite:path",
		"records: {dsn: 'sqlite:'}":              "dsn must begin with postgres://",
		"records: {dsn: 'sqlite://x.db'}":        "dsn must begin with postgres://",
		"records: {keep: 0d}":                    "keep must be days such as 90d, a duration from 1h, or forever",
		"records: {keep: 5m}":                    "keep must be days",
		"records: {keep: 99999999999999999999d}": "keep must be days",
		"records: {keep: 40000d}":                "keep must be days",
		"records: {keep: always}":                "keep must be days",
		"records: {events: some}":                "the value must be true or false",
		"records: {evnts: true}":                 `unknown key of records "evnts"; did you mean "events"?`,
	} {
		_, findings := read(t, "asterisk: {password: x}\n"+text)
		if len(findings) != 1 || !strings.Contains(findings[0].String(), want) || strings.Contains(findings[0].String(), "geheim") {
			t.Errorf("%q: got %v", text, findings)
		}
	}
}
