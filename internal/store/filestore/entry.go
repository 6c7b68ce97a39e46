package filestore

import (
	"bytes"
	"errors"
	"fmt"
	"hash/crc32"
	"strconv"

	"github.com/ariapp/ariapp/internal/cluster"
)

// entry is one change as it stands in a segment.
type entry struct {
	deleted    bool
	revision   uint64
	key, value []byte
}

// errEntry tells that what stands in a segment is no entry.
var errEntry = errors.New("no entry of the log")

const (
	wordPut = "put"
	wordDel = "del"
)

// append writes an entry behind what is in to.
func (e entry) append(to []byte) []byte {
	begun := len(to)
	if e.deleted {
		to = append(to, wordDel...)
	} else {
		to = append(to, wordPut...)
	}
	to = strconv.AppendUint(append(to, ' '), e.revision, 10)
	to = strconv.AppendInt(append(to, ' '), int64(len(e.key)), 10)
	to = strconv.AppendInt(append(to, ' '), int64(len(e.value)), 10)
	sum := checksum(to[begun:], e.key, e.value)
	to = strconv.AppendUint(append(to, ' '), uint64(sum), 16)
	to = append(append(append(to, '\n'), e.key...), e.value...)
	return append(to, '\n')
}

// heading is the line of an entry.
type heading struct {
	deleted          bool
	revision         uint64
	keyLen, valueLen int
	sum              uint32
	summed           []byte // what of the line is in the sum
}

// parseHeading reads the line of an entry, with its line feed.
func parseHeading(line []byte) (heading, error) {
	fields := bytes.Fields(line)
	if len(fields) != 5 || string(fields[0]) != wordPut && string(fields[0]) != wordDel {
		return heading{}, errEntry
	}
	revision, err1 := strconv.ParseUint(string(fields[1]), 10, 64)
	keyLen, err2 := strconv.Atoi(string(fields[2]))
	valueLen, err3 := strconv.Atoi(string(fields[3]))
	sum, err4 := strconv.ParseUint(string(fields[4]), 16, 32)
	if err := errors.Join(err1, err2, err3, err4); err != nil {
		return heading{}, fmt.Errorf("%w: %w", errEntry, err)
	}
	if keyLen < 1 || keyLen > cluster.KeyMax || valueLen < 0 || valueLen > cluster.ValueMax {
		return heading{}, fmt.Errorf("%w: of %d and %d bytes", errEntry, keyLen, valueLen)
	}
	return heading{string(fields[0]) == wordDel, revision, keyLen, valueLen, uint32(sum),
		line[:bytes.LastIndexByte(line, ' ')]}, nil
}

// bodyLen is how much stands behind the line.
func (h heading) bodyLen() int { return h.keyLen + h.valueLen + 1 }

// entry is what the line and what stands behind it make, whose parts key and value are.
func (h heading) entry(body []byte) (entry, error) {
	e := entry{h.deleted, h.revision, body[:h.keyLen], body[h.keyLen : h.keyLen+h.valueLen]}
	if body[h.keyLen+h.valueLen] != '\n' || checksum(h.summed, e.key, e.value) != h.sum {
		return entry{}, fmt.Errorf("%w: its checksum is another one", errEntry)
	}
	return e, nil
}

// parseEntry reads data that is one entry. Key and value are parts of it.
func parseEntry(data []byte) (entry, error) {
	end := bytes.IndexByte(data, '\n')
	h, err := parseHeading(data[:end+1])
	if err != nil {
		return entry{}, err
	}
	if len(data) != end+1+h.bodyLen() {
		return entry{}, fmt.Errorf("%w: it has another length", errEntry)
	}
	return h.entry(data[end+1:])
}

func checksum(parts ...[]byte) uint32 {
	table := crc32.MakeTable(crc32.Castagnoli) // made once, by the library
	var sum uint32
	for _, part := range parts {
		sum = crc32.Update(sum, table, part)
	}
	return sum
}
