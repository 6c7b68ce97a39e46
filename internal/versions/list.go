package versions

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"github.com/ariapp/ariapp/flows/source"
)

// Listed is a version with what it is now.
type Listed struct {
	Version
	// Used is its last use.
	Used Use `json:"used,omitzero"`
	// Live tells that new calls get it, Pinned that they do so instead of the file on disk.
	Live   bool `json:"live,omitempty"`
	Pinned bool `json:"pinned,omitempty"`
	// Share is how many callers in a hundred get it as a canary, 0 for none.
	Share float64 `json:"share,omitempty"`
	// Returned tells of its time as a canary.
	Returned *Return `json:"returned,omitempty"`
}

// List are the versions of a folder, by number. A folder that is not there has none.
func List(folder string) ([]Listed, error) {
	versions, err := read(folder)
	if err != nil {
		return nil, err
	}
	s, err := readState(folder)
	return listed(versions, &s), err
}

func listed(versions []Version, s *state) []Listed {
	list := make([]Listed, 0, len(versions))
	for _, v := range versions {
		one := Listed{Version: v, Used: s.Used[v.Number], Live: v.Number == s.Live}
		one.Pinned = one.Live && s.Pin != nil && s.Pin.Version == v.Number
		if v.Number == s.Canary {
			one.Share = s.Share
		}
		if back, ok := s.Returned[v.Number]; ok {
			one.Returned = &back
		}
		list = append(list, one)
	}
	return list
}

// read finds the versions of a folder, by number; what is none is passed over.
func read(folder string) ([]Version, error) {
	entries, err := os.ReadDir(folder)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, fmt.Errorf("looking for versions: %w", err)
	}
	var versions []Version
	for _, entry := range entries {
		if !entry.IsDir() {
			continue
		}
		text, err := source.ReadFile(filepath.Join(folder, entry.Name(), recordName), recordMax)
		if err != nil {
			continue
		}
		v, err := parseRecord(text)
		if err != nil || folderName(v.Number, v.Hash) != entry.Name() {
			continue
		}
		v.folder = filepath.Join(folder, entry.Name())
		versions = append(versions, v)
	}
	slices.SortFunc(versions, func(a, b Version) int { return cmp.Compare(a.Number, b.Number) })
	return versions, nil
}

// parseRecord reads what a version is.
func parseRecord(text []byte) (Version, error) {
	var v Version
	if err := json.Unmarshal(text, &v); err != nil {
		return Version{}, err
	}
	if v.Number < 1 || v.Number > numberMost || v.Hash == "" || len(v.Files) == 0 || v.Files[0] != v.Path {
		return Version{}, errors.New("it is no record of a version")
	}
	for _, path := range v.Files {
		if !filepath.IsAbs(path) || filepath.Clean(path) != path {
			return Version{}, fmt.Errorf("%q is no absolute path", path)
		}
	}
	return v, nil
}
