package app

import (
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/schedule"
	"github.com/ariapp/ariapp/flows/source"
	"github.com/ariapp/ariapp/flows/steps"
	"github.com/ariapp/ariapp/internal/config"
	"github.com/ariapp/ariapp/internal/media"
	"github.com/ariapp/ariapp/internal/versions"
	"github.com/ariapp/ariapp/internal/world"
)

// File is a loaded ivr.yaml: its outer part and its program.
type File struct {
	Config  config.Config
	Program *flows.Program
	// Schedules are its opening hours.
	Schedules map[string]*schedule.Schedule

	doc  *source.Document
	path string // "" when it was no file
	// beside are files that were read beside those of the document.
	beside []string
	// loaded is the picture of all of them when they were read.
	loaded string
	// kept is the version that the file was made of, without a number when it was read from disk.
	kept  versions.Version
	extra []*flows.Spec
}

// Load reads an ivr.yaml with all that it includes. extra are step kinds beside
// the built-in ones. The findings are all that is wrong with its text; with an
// error among them File is nil. The error tells why it could not be read at all.
func Load(path string, extra ...*flows.Spec) (*File, source.Findings, error) {
	for try := 1; ; try++ {
		doc, findings, err := source.Load(path)
		if err != nil {
			return nil, nil, err
		}
		file, findings, err := build(doc, findings, extra, asRead)
		if file == nil || err != nil {
			return nil, findings, err
		}
		file.path = path
		if err := file.locate(); err != nil {
			return nil, findings, err
		}
		file.loaded = file.picture()
		if again, _, err := source.Load(path); err == nil && again.Version() == doc.Version() || try == loadTries {
			return file, findings, nil // the picture is that of what was read
		}
	}
}

// ServerOf is where the daemon of a file listens, whatever else is wrong with the
// file: the daemon may well run on with the last good version of it.
func ServerOf(path string) (config.Server, error) {
	outer, err := outerOf(path)
	return outer.Server, err
}

// Parse is Load of a text; name stands for its file in findings.
func Parse(name, text string, extra ...*flows.Spec) (*File, source.Findings, error) {
	doc, findings := source.Parse(name, text)
	return build(doc, findings, extra, asRead)
}

// LoadText is Load where text stands for what the file holds, as an editor does that has not saved it.
func LoadText(path, text string, extra ...*flows.Spec) (*File, source.Findings, error) {
	doc, findings := source.LoadText(path, text)
	return unsaved(path, doc, findings, extra)
}

// LoadTexts is Load where texts stand for what the files of these names hold, the
// file's own or those that it includes: what they would be worth once they are written.
func LoadTexts(path string, texts map[string]string, extra ...*flows.Spec) (*File, source.Findings, error) {
	doc, findings, err := source.LoadTexts(path, texts)
	if err != nil {
		return nil, nil, err
	}
	return unsaved(path, doc, findings, extra)
}

// unsaved makes a file of a document that is not on disk as it is.
func unsaved(path string, doc *source.Document, findings source.Findings, extra []*flows.Spec) (*File, source.Findings,
	error) {
	file, findings, err := build(doc, findings, extra, asRead)
	if file == nil || err != nil {
		return nil, findings, err
	}
	file.path = path
	return file, findings, file.locate()
}

// asRead is where a file is that stands under its own name.
func asRead(path string) string { return path }

// Folder is where the paths in the file begin.
func (f *File) Folder() string { return filepath.Dir(f.path) }

// Within is a path of the file, from the file's folder on unless it is absolute.
func (f *File) Within(path string) string {
	if filepath.IsAbs(path) {
		return path
	}
	return filepath.Join(f.Folder(), path)
}

// locate has the authorities of Asterisks begin in the file's folder, as all its paths do.
func (f *File) locate() error {
	for i, server := range f.Config.Asterisk {
		if server.CAFile == "" {
			continue
		}
		path, err := filepath.Abs(f.Within(server.CAFile))
		if err != nil {
			return fmt.Errorf("finding asterisk.ca_file: %w", err)
		}
		f.Config.Asterisk[i].CAFile = path
	}
	return nil
}

// Version is short for the content of the file and what it includes.
func (f *File) Version() string { return f.doc.Version() }

// World opens what the file's flows reach beside the telephone; a nil store
// keeps nothing, offline makes no requests. Findings are what is wrong with files
// that the YAML names; with an error among them there is no world.
func (f *File) World(store flows.Store, offline bool, log *slog.Logger) (*world.World, source.Findings, error) {
	opts := f.parts(store, log)
	opts.Offline = offline
	return world.Open(f.doc, opts)
}

func (f *File) parts(store flows.Store, log *slog.Logger) world.Options {
	return world.Options{Config: f.Config, Schedules: f.Schedules, Folder: f.Folder(), Store: store, Logger: log}
}

// again reads the file anew.
func (f *File) again() (*File, source.Findings, error) {
	if f.path == "" {
		return nil, nil, ErrNoPath
	}
	return Load(f.path, f.extra...)
}

// build makes a File of what was read. original tells where the files of the document came from: files that they
// name are looked for there.
func build(doc *source.Document, findings source.Findings, extra []*flows.Spec,
	original func(path string) string) (*File, source.Findings, error) {
	registry, err := flows.NewRegistry(append(steps.All(), extra...)...)
	if err != nil {
		return nil, nil, fmt.Errorf("registering steps: %w", err)
	}
	if len(doc.Root.Pairs) == 0 && findings.HasErrors() {
		return nil, findings, nil // nothing was read; all that is missing need not be said too
	}
	f := &File{doc: doc, extra: extra}
	var more source.Findings
	f.Config, more = config.Read(doc, os.LookupEnv)
	findings = append(findings, more...)
	report := source.NewReport(doc)
	f.Schedules = schedule.Read(doc.Root.Get(schedule.Key), report, func(path string) ([]byte, error) {
		path = original(path)
		f.beside = append(f.beside, path)
		return schedule.ReadFile(path)
	})
	f.Program, more = flows.Compile(doc, registry.Within(f.outside()))
	findings = append(findings, more...)
	if f.Program != nil {
		checkPrompts(report, f.Program, f.Config.Prompts)
	}
	checkServed(report, doc, f)
	checkMessages(report, doc, f)
	findings = append(findings, report.Findings()...)
	findings = f.lint(append(findings, unknownKeys(doc)...), original).Sorted()
	if findings.HasErrors() {
		return nil, findings, nil
	}
	return f, findings, nil
}

// outside is what the flows may name.
func (f *File) outside() flows.Outside {
	names := map[string][]string{"schedule": {}, "table": {}, "signing key": {}, "parking": {}, "mailbox": {},
		"queue": {}, "agent": {}}
	for name := range f.Schedules {
		names["schedule"] = append(names["schedule"], name)
	}
	for _, table := range f.Config.Tables {
		names["table"] = append(names["table"], table.Name)
	}
	for name := range f.Config.Parking {
		names["parking"] = append(names["parking"], name)
	}
	for _, mailbox := range f.Config.Mailboxes {
		names["mailbox"] = append(names["mailbox"], mailbox.Number)
	}
	for _, queue := range f.Config.Queues {
		names["queue"] = append(names["queue"], queue.Name)
	}
	for _, agent := range f.Config.Agents {
		names["agent"] = append(names["agent"], agent.ID)
	}
	for name := range f.Config.HTTP.Keys {
		names["signing key"] = append(names["signing key"], name)
	}
	for _, list := range names {
		slices.Sort(list)
	}
	secrets := map[string]flows.Secret{}
	for name, secret := range f.Config.Secrets {
		secrets[name] = flows.NewSecret(string(secret))
	}
	return flows.Outside{Names: names, Secrets: secrets}
}

// checkPrompts reports prompts that no call could play.
func checkPrompts(report *source.Report, program *flows.Program, settings config.Prompts) {
	for _, use := range program.Prompts() {
		if use.Computed {
			continue
		}
		prompt, err := media.Parse(use.Text)
		switch {
		case err != nil:
			report.Errorf(use.Node, "prompt", "%s", strings.TrimPrefix(err.Error(), media.ErrPrompt.Error()+": "))
		case prompt.Scheme == "text" && !settings.Speech.IsSet():
			report.Errorf(use.Node, "no-speech", "a text needs somebody who speaks it: prompts.speech, such as "+
				"{program: [espeak-ng, -v, '{language}', --stdout]}")
		}
	}
}

// checkServed reports prompts of one's own that Asterisk could not fetch.
func checkServed(report *source.Report, doc *source.Document, f *File) {
	c := f.Config
	if at := doc.Root.Get("prompts"); at != nil && c.Server.Listen == "" && c.Prompts.Listen == "" &&
		world.HasPrompts(c.Prompts, f.Program) {
		report.Errorf(at, "no-server", "prompts of one's own need an address where Asterisk fetches them: "+
			"server.listen, or prompts.listen")
	}
}

// unknownKeys reports top keys that no part of the file has.
func unknownKeys(doc *source.Document) source.Findings {
	accepted := append(append(config.Keys(), flows.Keys()...), "include", schedule.Key)
	slices.Sort(accepted)
	report := source.NewReport(doc)
	for key := range doc.Root.All() {
		if !slices.Contains(accepted, key.Value) {
			report.Unknown(key, "unknown-key", "key", accepted)
		}
	}
	return report.Findings()
}
