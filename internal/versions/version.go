package versions

import (
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"time"
)

// ErrUnknown is wrapped where there is no version of a number; ErrDamaged where
// its texts are not those that were kept; ErrOutside where they cannot be read
// anew, as one includes others by an absolute path.
var (
	ErrUnknown = errors.New("there is no such version")
	ErrDamaged = errors.New("its texts are not what they were")
	ErrOutside = errors.New("it includes a file by an absolute path, which may have changed since")
)

// Version is one content of a configuration.
type Version struct {
	Number int `json:"number"`
	// Hash is short for the content: equal texts have equal ones.
	Hash string `json:"hash"`
	// Path is the configuration's file, absolute. Relative paths in it begin in its folder.
	Path string `json:"path"`
	// Files are all files that were read, absolute, that of Path first.
	Files []string `json:"files"`
	// Made is when it was in use for the first time.
	Made time.Time `json:"made"`
	// Bytes is the size of all texts.
	Bytes int64 `json:"bytes"`
	// Outside tells that it cannot be taken into use again; see ErrOutside.
	Outside bool `json:"outside,omitempty"`

	folder string // where it is kept
}

// Original is where a file of the kept configuration was read from; other paths
// are what they are.
func (v Version) Original(path string) string {
	rest, within := strings.CutPrefix(path, filepath.Join(v.folder, textsName)+string(filepath.Separator))
	if !within {
		return path
	}
	return filepath.VolumeName(v.Path) + string(filepath.Separator) + rest
}

// kept is where a file is kept that was read from an absolute path.
func (v Version) kept(path string) string {
	return filepath.Join(v.folder, textsName, strings.TrimPrefix(path, filepath.VolumeName(path)))
}

// folderName is the name of a version's folder.
func folderName(number int, hash string) string { return fmt.Sprintf("%04d-%s", number, hash) }

// Use is when a version was taken into use, and how that came.
type Use struct {
	At   time.Time `json:"at"`
	Note string    `json:"note"`
}

// Pin tells that a version is in use instead of the file on disk, as long as that stays what it is.
type Pin struct {
	Version int `json:"version"`
	// Disk is the hash of the file on disk.
	Disk string `json:"disk"`
}

// Return tells of a canary that has been sent back.
type Return struct {
	At  time.Time `json:"at"`
	Why string    `json:"why"`
}
