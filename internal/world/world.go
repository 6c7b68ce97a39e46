package world

import (
	"context"
	"errors"
	"log/slog"
	"path/filepath"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/schedule"
	"github.com/ariapp/ariapp/flows/source"
	"github.com/ariapp/ariapp/internal/acd"
	"github.com/ariapp/ariapp/internal/config"
	"github.com/ariapp/ariapp/internal/fetch"
	"github.com/ariapp/ariapp/internal/hours"
	"github.com/ariapp/ariapp/internal/lookup"
	"github.com/ariapp/ariapp/internal/outbound"
	"github.com/ariapp/ariapp/internal/prompts"
	"github.com/ariapp/ariapp/internal/rooms"
	"github.com/ariapp/ariapp/internal/voicemail"
)

// Options say of what a World is made.
type Options struct {
	Config    config.Config
	Schedules map[string]*schedule.Schedule
	// Folder is that of ivr.yaml, where relative paths begin.
	Folder string
	// Store keeps what outlives a call; nil for none.
	Store flows.Store
	// Recordings take recordings from Asterisk; nil where they stay there.
	Recordings flows.Recordings
	// Before are the hours of the version before, nil for none.
	Before *hours.Hours
	// Observe is told of requests; see internal/fetch.
	Observe func(host, outcome string, took time.Duration)
	// Rooms are those of the process, nil for some of the file's own.
	Rooms *rooms.Rooms
	// Queues are those of the process, nil for some of the file's own, in which nobody is.
	Queues *acd.Hall
	// Mailboxes are those of the process, nil for some of the file's own, which end with it.
	Mailboxes *voicemail.Post
	// Outbound counts whom one calls; nil for rules without counting.
	Outbound *outbound.Ledger
	// Offline makes no requests: web services are not there.
	Offline bool
	Logger  *slog.Logger
}

// World is what the flows of one file reach.
type World struct {
	flows.World
	Hours *hours.Hours
	// Prompts are prompts of one's own, nil for none, or before Prepare.
	Prompts *prompts.Catalogue
	// Voicemail is what the file says of its mailboxes.
	Voicemail voicemail.Settings
	folder    string
	log       *slog.Logger
	settings  config.Config
	client    *fetch.Client
	tables    *lookup.Tables
}

// Open makes the world. With an error among the findings, or an error, there is none.
func Open(doc *source.Document, opts Options) (*World, source.Findings, error) {
	if opts.Logger == nil {
		opts.Logger = slog.New(slog.DiscardHandler)
	}
	report := source.NewReport(doc)
	w := &World{Hours: hours.New(opts.Schedules, opts.Store).After(opts.Before), settings: opts.Config,
		folder: opts.Folder, log: opts.Logger}
	w.World = flows.World{Store: opts.Store, Schedules: w.Hours, Rooms: openRooms(opts.Rooms, opts.Config),
		Recordings: opts.Recordings}
	w.Queues = openQueues(opts.Queues, opts.Config)
	w.Outbound = openOutbound(opts.Outbound, doc, opts.Config)
	client, clientErr := newClient(report, doc.Root.Get("http"), opts)
	if client != nil {
		w.client = client
	}
	if client != nil && !opts.Offline {
		w.HTTP = client
	}
	checkAsterisks(report, doc.Root.Get("asterisk"), opts)
	checkFolder(report, doc.Root.Get("prompts").Get("folder"), opts)
	opts.Config.Cluster.CheckFiles(report, doc.Root.Get("cluster"), opts.Folder)
	checkRecordings(report, doc.Root.Get("recordings"), opts.Config.Recordings)
	checkSpeech(report, opts.Config.Prompts.Speech)
	w.Voicemail = mailboxes(report, doc.Root.Get("smtp"), opts)
	w.Mailboxes = openMailboxes(opts.Mailboxes, w.Voicemail)
	tables, tablesErr := openTables(report, opts)
	if tables != nil {
		w.tables, w.Tables = tables, tables
	}
	if err := errors.Join(clientErr, tablesErr); err != nil || report.HasErrors() {
		return nil, report.Findings(), errors.Join(err, w.Close())
	}
	return w, report.Findings(), nil
}

func within(folder, path string) string {
	if filepath.IsAbs(path) {
		return path
	}
	return filepath.Join(folder, path)
}

// openTables opens the tables; what is wrong with them is a finding at the table.
func openTables(report *source.Report, opts Options) (*lookup.Tables, error) {
	if len(opts.Config.Tables) == 0 {
		return nil, nil
	}
	settings := lookup.Options{Folder: opts.Folder, Logger: opts.Logger}
	nodes := map[string]*source.Node{}
	for _, t := range opts.Config.Tables {
		nodes[t.Name] = t.Node
		one := lookup.Table{Name: t.Name, Normalise: t.Normalise}
		if t.Rows != nil {
			one.Rows = t.Rows
		} else if t.DSN != "" {
			one.SQL = &lookup.SQL{DSN: lookup.DSN(t.DSN), Query: t.Query, Timeout: t.Timeout}
		} else {
			one.File = &lookup.File{Path: t.File, Format: t.Format, Key: t.Key}
			for _, c := range t.Delimiter {
				one.File.Delimiter = c
			}
		}
		settings.Tables = append(settings.Tables, one)
	}
	tables, problems, err := lookup.New(settings)
	for _, p := range problems {
		at := nodes[p.Table]
		field := at.Get(p.Field)
		if field == nil {
			field = at.Get("file")
		}
		if field != nil {
			at = field
		}
		report.Errorf(at, "table", "%s", p)
	}
	return tables, err
}

// Run keeps the world up to date until ctx ends: it reads tables anew that have changed.
func (w *World) Run(ctx context.Context) {
	if w.tables != nil {
		w.tables.Run(ctx)
	}
}

// Close ends what the world holds open. No call may be in it any more.
func (w *World) Close() error {
	if w.client != nil {
		w.client.Close()
	}
	if w.tables != nil {
		return w.tables.Close()
	}
	return nil
}
