package acd

import (
	"encoding/json"
	"fmt"

	"github.com/ariapp/ariapp/internal/cluster"
)

// shelf is where records of one kind stand. The hall's lock guards it.
type shelf struct {
	bucket cluster.Bucket
	prefix string
	// revisions are those of what stands there as far as is known.
	revisions map[string]uint64
	// dirty are what has to be written, tried what may have been written without an answer.
	dirty, tried map[string]bool
	// body is a record as it is now, false for one that is not there any more.
	body func(id string) (any, bool)
}

func newShelf(bucket cluster.Bucket, prefix string, body func(string) (any, bool)) *shelf {
	return &shelf{bucket: bucket, prefix: prefix, revisions: map[string]uint64{}, dirty: map[string]bool{},
		tried: map[string]bool{}, body: body}
}

// record is what is kept: a body, and who has written it.
type record struct {
	Format int           `json:"format"`
	Owner  cluster.Owner `json:"owner"`
	// Epoch is the number of the owner's reign.
	Epoch int             `json:"epoch"`
	Body  json.RawMessage `json:"body,omitempty"`
}

// formatNow is the version of records.
const formatNow = 1

// parse reads a record.
func parse(data []byte) (record, error) {
	var r record
	if err := json.Unmarshal(data, &r); err != nil {
		return record{}, fmt.Errorf("reading a record of the queues: %w", err)
	}
	if r.Format != formatNow {
		return record{}, fmt.Errorf("reading a record of the queues: its format is %d, this program reads %d", r.Format,
			formatNow)
	}
	return r, nil
}

// sheet is a record on its way.
type sheet struct {
	shelf  *shelf
	id     string
	change cluster.Change
}

// gather takes what is to be written, at most so many.
func (s *shelf) gather(most int, owner cluster.Owner, epoch int) (sheets []sheet, err error) {
	for id := range s.dirty {
		if len(sheets) == most {
			return sheets, nil
		}
		delete(s.dirty, id)
		change := cluster.Change{Key: s.prefix + id, Revision: s.revisions[id]}
		body, there := s.body(id)
		switch {
		case !there && change.Revision == 0 && !s.tried[id]:
			continue
		case !there:
			change.Delete = true
			s.tried[id] = true
		default:
			raw, bad := json.Marshal(body)
			if bad == nil {
				change.Value, bad = json.Marshal(record{formatNow, owner, epoch, raw})
			}
			if bad != nil {
				err = bad
				continue
			}
			s.tried[id] = true
		}
		sheets = append(sheets, sheet{s, id, change})
	}
	return sheets, err
}

// wrote notes what stands there now.
func (s *shelf) wrote(one sheet, revision uint64) {
	delete(s.tried, one.id)
	if one.change.Delete || revision == 0 {
		delete(s.revisions, one.id)
		return
	}
	s.revisions[one.id] = revision
}

// isWritten tells whether what is known of a record stands there.
func (s *shelf) isWritten(id string) bool { return !s.dirty[id] && !s.tried[id] }

// all has everything written that is known, and nothing else kept.
func (s *shelf) all(ids []string) {
	for _, id := range ids {
		s.dirty[id] = true
	}
	for id := range s.revisions {
		s.dirty[id] = true
	}
}
