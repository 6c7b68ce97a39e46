package app

import (
	"path/filepath"

	"github.com/ariapp/ariapp/flows/lint"
	"github.com/ariapp/ariapp/flows/source"
	"github.com/ariapp/ariapp/internal/prompts"
	"github.com/ariapp/ariapp/internal/soundpacks"
)

// lint adds what rules beyond the compiler's find in the program, and leaves out
// what comments of the file silence. original is that of build.
func (f *File) lint(findings source.Findings, original func(path string) string) source.Findings {
	if f.Program != nil {
		findings = append(findings, lint.Check(f.doc, f.Program, lint.Outside{Schedules: f.Schedules, Entries: f.entries(),
			Prompts: f.sounds(filepath.Dir(original(f.doc.Files[0])))})...)
	}
	return lint.Heed(f.doc, findings, f.Program != nil)
}

// Heed leaves out of later findings about the file what its comments silence.
func (f *File) Heed(findings source.Findings) source.Findings { return lint.Silence(f.doc, findings) }

// sounds are the prompts that the flows may play; those of the file's own folder begin in that folder. One
// that cannot be listed has none: that it cannot is found where it is read.
func (f *File) sounds(folder string) *lint.Prompts {
	settings := f.Config.Prompts
	sounds := &lint.Prompts{Default: settings.Language, Prefix: settings.Prefix, Sounds: soundpacks.Names(""),
		Beside: f.Config.App.Apology}
	if own := settings.Folder; own != "" {
		if !filepath.IsAbs(own) {
			own = filepath.Join(folder, own)
		}
		sounds.Own, _ = prompts.Names(own, settings.Language)
	}
	return sounds
}
