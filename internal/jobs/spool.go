package jobs

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// refused is the folder, in that of call files, of those that were not understood.
const refused = "refused"

// taken begins the name of a call file while its job is made.
const taken = ".taken-"

// spool is what is known of the folder of call files.
type spool struct {
	// seen are the files as they were when they were last looked at.
	seen map[string]sighting
	// complaint is what was last wrong with the folder, so that it is told once.
	complaint string
	// stuck are files that can neither be taken nor put aside; they are left alone.
	stuck map[string]bool
	// unkept is when call files are looked at again after the disk has not taken a job.
	unkept time.Time
}

// sighting is a file as it was: it is whole when it stays so.
type sighting struct {
	size    int64
	changed time.Time
	told    bool
}

// scan takes the call files whose time has come.
func (j *Jobs) scan() {
	if time.Now().Before(j.spool.unkept) {
		return
	}
	entries, err := os.ReadDir(j.opts.Spool)
	if err != nil {
		if text := err.Error(); text != j.spool.complaint {
			j.spool.complaint = text
			j.log.Error("call files cannot be looked for", "error", err)
		}
		return
	}
	j.spool.complaint = ""
	seen := map[string]sighting{}
	for _, entry := range entries {
		name := entry.Name()
		if j.spool.stuck[name] {
			continue
		}
		if !entry.Type().IsRegular() {
			continue // a pipe would never end, a link may lead to what is not for us
		}
		if strings.HasPrefix(name, taken) {
			j.take(name, strings.TrimPrefix(name, taken)) // left by a process that died
			continue
		}
		if strings.HasPrefix(name, ".") || unfinished(name) {
			continue
		}
		info, err := entry.Info()
		if err != nil {
			continue // it is gone
		}
		now, before := sighting{size: info.Size(), changed: info.ModTime()}, j.spool.seen[name]
		now.told = before.told
		whole := before.size == now.size && before.changed.Equal(now.changed) && time.Since(now.changed) >= settle
		if !whole {
			seen[name] = now // still being written, or its time is to come
			continue
		}
		if err := os.Rename(filepath.Join(j.opts.Spool, name), filepath.Join(j.opts.Spool, taken+name)); err != nil {
			if !now.told && !errors.Is(err, fs.ErrNotExist) { // else another instance has taken it
				j.log.Error("a call file cannot be taken", "file", name, "error", err)
			}
			now.told = true
			seen[name] = now
			continue
		}
		j.take(taken+name, name)
	}
	j.spool.seen = seen
}

// unfinished tells names that programs give to files which they have not finished.
func unfinished(name string) bool {
	for _, end := range []string{"~", ".tmp", ".part", ".swp"} {
		if strings.HasSuffix(name, end) {
			return true
		}
	}
	return false
}

// take makes a job of a call file that is ours by now, or puts it aside.
func (j *Jobs) take(file, name string) {
	path := filepath.Join(j.opts.Spool, file)
	text, changed, err := readCallFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return // several instances look into one folder, and another has taken it
	}
	if err == nil {
		err = j.fromFile(name, text, changed)
	}
	switch {
	case err == nil:
		if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
			// It is found again, and its job is known by its id then.
			j.log.Error("a call file stays that was taken", "file", name, "error", err)
			j.spool.stuck[file] = true
		}
	case errors.Is(err, ErrNotKept), errors.Is(err, ErrFull):
		j.spool.unkept = time.Now().Add(brokenWait)
		j.log.Error("a call file waits: its job cannot be written down", "file", name, "error", err)
	default:
		j.putAside(path, name, err)
	}
}

// fromFile makes a job of a call file. The same file makes the same job.
func (j *Jobs) fromFile(name, text string, changed time.Time) error {
	file, findings := ParseCallFile(text, j.opts.App)
	if len(findings) > 0 {
		var lines []string
		for _, finding := range findings {
			lines = append(lines, finding.String())
		}
		return errors.New(strings.Join(lines, "\n"))
	}
	sum := sha256.Sum256(fmt.Appendf(nil, "%s\x00%d\x00%s", name, changed.UnixNano(), text))
	_, err := j.add("file-"+hex.EncodeToString(sum[:8]), file.Order, file.Plan, "the call file "+name)
	return err
}

func readCallFile(path string) (text string, changed time.Time, err error) {
	file, err := os.Open(path)
	if err != nil {
		return "", time.Time{}, err
	}
	defer func() { _ = file.Close() }()
	info, err := file.Stat()
	if err != nil {
		return "", time.Time{}, err
	}
	read, err := io.ReadAll(io.LimitReader(file, fileMax+1))
	if err == nil && len(read) > fileMax {
		err = fmt.Errorf("the file has more than %d bytes", fileMax)
	}
	return string(read), info.ModTime(), err
}

// putAside moves a call file away that is refused, with the reason beside it.
func (j *Jobs) putAside(path, name string, why error) {
	j.opts.Refused()
	aside := filepath.Join(j.opts.Spool, refused)
	err := os.MkdirAll(aside, 0o700)
	if err == nil {
		err = os.WriteFile(filepath.Join(aside, name+".reason"), []byte(why.Error()+"\n"), 0o600)
	}
	if err == nil {
		err = os.Rename(path, filepath.Join(aside, name))
	}
	j.log.Warn("a call file is refused", "file", name, "why", why)
	j.opts.Note(name, "call file", why.Error())
	if err != nil {
		j.log.Error("a refused call file stays where it is", "file", name, "error", err)
		j.spool.stuck[filepath.Base(path)] = true
	}
}
