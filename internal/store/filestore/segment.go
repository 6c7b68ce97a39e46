package filestore

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// segment is one file of the log.
type segment struct {
	number int
	name   string
	file   file
	size   int64 // up to here it is whole
	// uncut tells that something stands behind size that is none of ours.
	uncut bool
	// unsure tells that the system could not force it onto the disk: it takes for written what it has dropped, so that
	// another attempt says nothing.
	unsure bool
	// named tells that its name is on the disk too, forced that all is, of one that is not written any more.
	named, forced bool
	// unread tells that the system could not read all of it, spoiled that something in the midst of it cannot be read any
	// more: a start reads it up to there.
	unread, spoiled bool
	// stays tells that it could not be removed, and that this was said.
	stays bool
}

// place is where a value stands.
type place struct {
	in       *segment
	at       int64 // of its entry
	length   int   // of the entry
	revision uint64
}

const (
	segmentEnd  = ".segment" // no ".log", which others clear away
	unreadEnd   = ".unread"  // behind segmentEnd
	trialName   = "trial"    // of a file that is there for a moment
	segmentWord = "ariapp-log"
)

func segmentHead(revision uint64) []byte {
	return fmt.Appendf(nil, "%s %d %d\n", segmentWord, formatNow, revision)
}

// errFormat tells that a segment is of a program with another format.
var errFormat = errors.New("the format is that of another program")

// createSegment makes the file of a segment. One that is there is of an attempt that came to nothing.
func createSegment(on disk, folder string, number int, revision uint64) (*segment, error) {
	s := &segment{number: number, name: filepath.Join(folder, fmt.Sprintf("%08d%s", number, segmentEnd))}
	made, err := on.open(s.name, os.O_RDWR|os.O_CREATE|os.O_TRUNC)
	if err != nil {
		return nil, err
	}
	s.file = made
	if err := s.append(segmentHead(revision)); err != nil {
		return nil, errors.Join(err, s.remove())
	}
	return s, nil
}

// append writes entries behind the others, all of them or none.
func (s *segment) append(data []byte) error {
	if s.uncut {
		if err := s.cut(); err != nil {
			return err
		}
	}
	if _, err := s.file.WriteAt(data, s.size); err != nil {
		return errors.Join(err, s.cut())
	}
	s.size += int64(len(data))
	return nil
}

// cut takes away what stands behind the last entry: behind the next one it could be read as if it were one.
func (s *segment) cut() error {
	err := s.file.Truncate(s.size)
	s.uncut = err != nil
	return err
}

// remove takes a segment away of which nothing is needed. One that stays is open still. One that the system could not
// read is there for people, under a name by which no process reads it: on another day it may be readable, and what was
// over long ago would live again. One that somebody else has taken away is gone: those after it would else stay for
// ever.
func (s *segment) remove() error {
	var err error
	if s.unread {
		err = os.Rename(s.name, s.name+unreadEnd)
	} else {
		err = os.Remove(s.name)
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	_ = s.file.Close() // it is gone, whatever that says
	return nil
}

// entry is the entry at a place; it shares nothing with others.
func (p place) entry() (entry, error) {
	data := make([]byte, p.length)
	if _, err := p.in.file.ReadAt(data, p.at); err != nil {
		return entry{}, err
	}
	return parseEntry(data)
}

// segmentsIn are the segments of a folder, the oldest first, open and not read yet.
func segmentsIn(on disk, folder string) ([]*segment, error) {
	names, err := os.ReadDir(folder)
	if err != nil {
		return nil, err
	}
	var all []*segment
	for _, name := range names {
		number, err := strconv.Atoi(strings.TrimSuffix(name.Name(), segmentEnd))
		if err != nil || name.IsDir() || !strings.HasSuffix(name.Name(), segmentEnd) {
			continue
		}
		s := &segment{number: number, name: filepath.Join(folder, name.Name())}
		found, err := on.open(s.name, os.O_RDWR)
		if err != nil {
			closeAll(all)
			return nil, err
		}
		s.file = found
		all = append(all, s)
	}
	slices.SortFunc(all, func(a, b *segment) int { return a.number - b.number })
	return all, nil
}

func closeAll(all []*segment) {
	for _, s := range all {
		_ = s.file.Close() // what was written is in the file already
	}
}

// read hands over each entry with its place, and the revision of the head. lost is how much behind them is not read,
// as it is none, or as the system cannot read it, which is the error; or else that is an errFormat.
func (s *segment) read(head func(revision uint64), each func(e entry, at place)) (lost int64, err error) {
	info, err := s.file.Stat()
	if err != nil {
		return 0, err
	}
	in := bufio.NewReaderSize(io.NewSectionReader(s.file, 0, info.Size()), bufferMost)
	line, err := in.ReadSlice('\n')
	if err != nil && !errors.Is(asEntry(err), errEntry) {
		return info.Size(), err
	}
	var format int
	var revision uint64
	n, _ := fmt.Sscanf(string(line), segmentWord+" %d %d\n", &format, &revision)
	if n != 2 || !bytes.HasSuffix(line, []byte("\n")) || revision >= revisionMost {
		return info.Size(), nil
	}
	if format != formatNow {
		return 0, fmt.Errorf("%s: its format is %d, this program reads %d: %w", s.name, format, formatNow, errFormat)
	}
	head(revision)
	s.size = int64(len(line))
	for {
		e, length, err := readEntry(in)
		if errors.Is(err, errEntry) {
			return info.Size() - s.size, nil // nothing, where the segment ends
		}
		if err != nil {
			return info.Size() - s.size, err
		}
		each(e, place{s, s.size, length, e.revision})
		s.size += int64(length)
	}
}

// readEntry reads the next entry, and how long it is.
func readEntry(in *bufio.Reader) (e entry, length int, err error) {
	line, err := in.ReadSlice('\n')
	if err != nil {
		return entry{}, 0, asEntry(err)
	}
	line = bytes.Clone(line) // the next read takes its place
	h, err := parseHeading(line)
	if err != nil {
		return entry{}, 0, err
	}
	body := make([]byte, h.bodyLen())
	if _, err := io.ReadFull(in, body); err != nil {
		return entry{}, 0, asEntry(err)
	}
	e, err = h.entry(body)
	return e, len(line) + len(body), err
}

// asEntry makes an error of reading one that tells whether the file was at fault, or what is in it.
func asEntry(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, bufio.ErrBufferFull) {
		return fmt.Errorf("%w: %w", errEntry, err)
	}
	return err
}
