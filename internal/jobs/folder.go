package jobs

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// Folders below that of the jobs, and how their files are called.
const (
	archive = "archive"
	broken  = "broken"
	suffix  = ".json"
)

// folder keeps jobs as files. A file is whole or not there.
type folder struct{ path string }

func (f folder) make() error {
	for _, name := range []string{archive, broken} {
		if err := os.MkdirAll(filepath.Join(f.path, name), 0o700); err != nil {
			return fmt.Errorf("making the folder of jobs: %w", err)
		}
	}
	return nil
}

// save writes a job down; when it returns the disk has it.
func (f folder) save(_ context.Context, job *Job) error {
	if !job.Status.Over() {
		return f.write(filepath.Join(f.path, job.ID+suffix), job)
	}
	// First the archive: between the two the job is there twice, and over.
	if err := f.write(filepath.Join(f.path, archive, job.ID+suffix), job); err != nil {
		return err
	}
	if err := os.Remove(filepath.Join(f.path, job.ID+suffix)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("archiving a job: %w", err)
	}
	return nil
}

func (f folder) write(path string, job *Job) error {
	text, err := json.MarshalIndent(job, "", "  ")
	if err != nil {
		return fmt.Errorf("writing a job: %w", err)
	}
	file, err := os.CreateTemp(filepath.Dir(path), ".job-*")
	if err != nil {
		return fmt.Errorf("writing a job: %w", err)
	}
	_, err = file.Write(text)
	if err = errors.Join(err, file.Sync(), file.Close()); err == nil {
		err = os.Rename(file.Name(), path)
	}
	if err == nil {
		err = syncFolder(filepath.Dir(path))
	}
	if err != nil {
		_ = os.Remove(file.Name())
		return fmt.Errorf("writing a job: %w", err)
	}
	return nil
}

// syncFolder has the disk keep a new name.
func syncFolder(path string) error {
	folder, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(folder.Sync(), folder.Close())
}

// forget deletes a job that is over.
func (f folder) forget(_ context.Context, job *Job) error {
	err := os.Remove(filepath.Join(f.path, archive, job.ID+suffix))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// load reads all jobs. Files that hold none are put aside, and named.
func (f folder) load() (jobs []*Job, put []string, err error) {
	seen := map[string]bool{}
	for _, below := range []string{archive, "."} {
		entries, err := os.ReadDir(filepath.Join(f.path, below))
		if err != nil {
			return nil, nil, fmt.Errorf("reading the jobs: %w", err)
		}
		for _, entry := range entries {
			path, name := filepath.Join(f.path, below, entry.Name()), entry.Name()
			switch {
			case entry.IsDir():
				continue
			case strings.HasPrefix(name, ".job-"): // begun by a process that died
				_ = os.Remove(path)
				continue
			case !strings.HasSuffix(name, suffix):
				continue
			}
			job, err := readJob(path)
			if err != nil || job.ID+suffix != name || (below == archive) != job.Status.Over() {
				put = append(put, path)
				_ = os.Rename(path, filepath.Join(f.path, broken, name))
				continue
			}
			if seen[job.ID] { // it was being archived
				_ = os.Remove(path)
				continue
			}
			seen[job.ID] = true
			jobs = append(jobs, job)
		}
	}
	return jobs, put, nil
}

func readJob(path string) (*Job, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer func() { _ = file.Close() }()
	text, err := io.ReadAll(io.LimitReader(file, jobMax))
	if err != nil {
		return nil, err
	}
	return parseJob(text)
}

// parseJob reads a job as it was written down.
func parseJob(text []byte) (*Job, error) {
	job := &Job{}
	if err := json.Unmarshal(text, job); err != nil {
		return nil, err
	}
	if err := errors.Join(job.Order.check(), job.Plan.fill()); err != nil {
		return nil, err
	}
	return job, nil
}
