package records

import "sync"

// fresh are lines that stand in the spool and are in memory still, so that they need not be read and parsed again. It
// is a help and no more: what is not here is read from the files.
type fresh struct {
	mu     sync.Mutex
	pieces []piece
	count  int
}

// piece are the lines of one write, with where they stand.
type piece struct {
	number, at, bytes int64
	lines             []line
}

// add keeps what was written. Who is too far behind reads the files.
func (f *fresh) add(p piece) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.count+len(p.lines) > freshMost {
		f.pieces, f.count = nil, 0
		return
	}
	f.pieces, f.count = append(f.pieces, p), f.count+len(p.lines)
}

// take gives the lines that stand from there on, some batches of them at most, and how many bytes of the file they
// are; what stands before them is forgotten.
func (f *fresh) take(number, at int64) (lines []line, bytes int64) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for len(f.pieces) > 0 && len(lines) < batchMax {
		p := f.pieces[0]
		if p.number > number || p.number == number && p.at > at {
			break
		}
		f.pieces[0] = piece{}
		f.pieces, f.count = f.pieces[1:], f.count-len(p.lines)
		if p.number == number && p.at == at {
			lines, bytes, at = append(lines, p.lines...), bytes+p.bytes, at+p.bytes
		}
	}
	return lines, bytes
}
