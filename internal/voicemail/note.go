package voicemail

import (
	"encoding/json"
	"errors"
	"fmt"
	"path"
	"time"

	"github.com/ariapp/ariapp/flows"
)

// note is a message as it lies on this machine's disk until the index has it, or
// as long as it is recorded.
type note struct {
	// Came is how far it has come: expected, delivered, or withdrawn.
	Came      string        `json:"came"`
	Box       string        `json:"mailbox"`
	ID        string        `json:"id"`
	From      string        `json:"from,omitempty"`
	FromName  string        `json:"from_name,omitempty"`
	At        time.Time     `json:"at"`
	Took      time.Duration `json:"took"`
	Urgent    bool          `json:"urgent,omitempty"`
	Asterisk  string        `json:"asterisk"`
	Recording string        `json:"recording"`
	Format    string        `json:"format"`
	// Call is the call that records it, "" where it is not known.
	Call string `json:"call,omitempty"`
	// Fetched tells that the sound is in the folder.
	Fetched bool `json:"fetched,omitempty"`
	// Late is when it is looked for if nothing is heard of it.
	Late time.Time `json:"late,omitzero"`
}

// withdrawn is what has come of a message that nobody wants.
const withdrawn = "withdrawn"

// noteOf is a row that comes into the folder of new messages.
func noteOf(came string, r row) note {
	return note{Came: came, Box: r.box, ID: r.id, From: r.from, FromName: r.fromName, At: r.at, Took: r.took,
		Urgent: r.urgent, Asterisk: r.asterisk, Recording: r.recording, Format: r.format, Fetched: r.fetched, Late: r.due}
}

// row is the note's message as the index keeps it.
func (n note) row() row {
	return row{box: n.Box, id: n.ID, folder: flows.FolderNew, from: n.From, fromName: n.FromName, at: n.At, took: n.Took,
		urgent: n.Urgent, state: state(n.Came), asterisk: n.Asterisk, recording: n.Recording, format: n.Format,
		fetched: n.Fetched, due: n.Late}
}

// readNote reads a note; what none may be is an error.
func readNote(data []byte) (note, error) {
	var n note
	if len(data) > noteMax {
		return n, fmt.Errorf("it has more than %d bytes", noteMax)
	}
	if err := json.Unmarshal(data, &n); err != nil {
		return n, err
	}
	switch {
	case n.Came != string(expected) && n.Came != string(delivered) && n.Came != withdrawn:
		return n, fmt.Errorf("nothing can have come of a message but expected, delivered or withdrawn, found %.20q", n.Came)
	case !recordingName.MatchString(n.Recording) || path.Base(path.Dir(n.Recording)) != n.Box:
		return n, fmt.Errorf("the recording %.80q is none of the mailbox %.40q", n.Recording, n.Box)
	case !noteName.MatchString(n.file()):
		return n, errors.New("its name is none of a message")
	case !formatName.MatchString(n.Format):
		return n, fmt.Errorf("%.20q is no format of sound", n.Format)
	case n.At.IsZero() || n.At.Year() > 9999:
		return n, errors.New("it has no time")
	}
	return n, nil
}

// file is what the note's file is called.
func (n note) file() string { return noteFile(n.Box, n.ID) }

func noteFile(box, id string) string { return box + "." + id + noteEnding }
