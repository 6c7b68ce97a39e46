package config

import (
	"path/filepath"

	"github.com/ariapp/ariapp/flows/source"
)

// Jobs says how calls are made that are kept for later.
type Jobs struct {
	// Folder is where call files are dropped, "" for nowhere.
	Folder string
	// AtOnce is how many jobs may call at once, PerSecond how many calls may begin in a second.
	AtOnce    int
	PerSecond float64
	// Keep is how many finished jobs are kept.
	Keep int
}

func defaultJobs() Jobs { return Jobs{AtOnce: 10, PerSecond: 2, Keep: 10_000} }

// SpoolFolder is where call files are dropped, for a file in that folder; "" for nowhere.
func (j Jobs) SpoolFolder(folder string) string {
	if j.Folder == "" || filepath.IsAbs(j.Folder) {
		return j.Folder
	}
	return filepath.Join(folder, j.Folder)
}

func (r *reader) jobs(j *Jobs, n *source.Node) {
	r.mapping("jobs", n, map[string]func(*source.Node){
		"folder": func(n *source.Node) {
			if r.folder(&j.Folder, "none")(n); j.Folder == "none" {
				j.Folder = ""
			}
		},
		"at_once": r.within(&j.AtOnce, 1, callsMost), "per_second": r.perSecond(&j.PerSecond),
		"keep": r.within(&j.Keep, 1, jobsKeepMost)})
}
