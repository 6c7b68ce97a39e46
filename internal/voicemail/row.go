package voicemail

import (
	"strings"
	"time"
)

// state is how far a row has come.
type state string

const (
	// expected rows keep a place; the message may still be recorded.
	expected state = "expected"
	// delivered rows are messages.
	delivered state = "delivered"
)

// greetingFolder is before the name of a greeting, in place of a folder.
const greetingFolder = "greeting/"

// row is a message, or a greeting, as the index keeps it.
type row struct {
	box, id, folder   string
	from, fromName    string
	at                time.Time
	took              time.Duration
	urgent            bool
	state             state
	asterisk          string
	recording, format string
	fetched           bool
	deleted           time.Time
	mailed            bool // that no letter is to be sent any more
	tries             int
	// due is when there is work to do for it, the zero time for never.
	due time.Time
}

// isMessage tells a message from a greeting.
func (r row) isMessage() bool { return !strings.HasPrefix(r.folder, greetingFolder) }

// counts tells whether the row takes a place in its mailbox.
func (r row) counts() bool { return r.isMessage() && r.deleted.IsZero() }

// isIn tells whether it is a message that is in the folder.
func (r row) isIn(folder string) bool {
	return r.folder == folder && r.state == delivered && r.deleted.IsZero()
}

// file is the path of its sound below the folder.
func (r row) file() string {
	name := strings.TrimPrefix(r.recording, recordingFolder)
	return name + "." + r.format
}

// recordingFolder is where recordings of mailboxes are among those of an Asterisk.
const recordingFolder = "voicemail/"

// again puts the next try off, longer each time.
func (r *row) again(now time.Time) {
	wait := retryFirst << min(r.tries, 20)
	r.tries++
	r.due = now.Add(min(wait, retryMost))
}

// access is who may enter a mailbox.
type access struct {
	// salt and hash are those of a PIN that its owner has chosen; configured is the hash of the file's PIN at that time.
	salt, hash, configured []byte
	wrong                  int
	until                  time.Time
}
