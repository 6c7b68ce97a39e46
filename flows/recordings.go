package flows

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"time"
)

// Recordings take recordings from where Asterisk has put them to where the
// administrator wants them, and end those whose process has died. Keep and Drop
// write to this machine's disk and do nothing else, so steps call them directly;
// Drop waits for who ends the recording at that moment.
type Recordings interface {
	// Keep writes down that a recording is to be fetched; when it returns, a restart does not forget it. One that
	// is kept again takes the place of the request before.
	Keep(ctx context.Context, request KeepRequest) error
	// Drop forgets the request for a recording; one that is not there is no error.
	Drop(ctx context.Context, asterisk, name string) error
	// Format is that of recordings whose step names none.
	Format() string
}

// KeepRequest is a recording that is to be fetched, and what is known of it.
type KeepRequest struct {
	// Asterisk is the server that has it, Name and Format are as it was recorded.
	Asterisk, Name, Format string
	// Call is the call's id, From and To are its numbers, Leg is who is heard: "caller", a leg, or "call" for all.
	Call, From, To, Leg string
	Began               time.Time
	// Live tells that it is still being recorded; it is fetched when it is over.
	Live bool
	// Abandoned tells that a step is at it, "" that none is: nothing is done until the step keeps it anew, or drops it.
	// Where that never happens, as the process has died, the next one ends the recording, and does this with it.
	Abandoned Abandonment
}

// Abandonment is what becomes of a recording whose process has died.
type Abandonment string

// What may become of it: it is fetched, deleted from Asterisk, or left there.
const (
	FetchAbandoned  Abandonment = "fetch"
	DeleteAbandoned Abandonment = "delete"
	LeaveAbandoned  Abandonment = "leave"
)

// DeleteRecording deletes a recording that is over; one that is under way ends
// first. One that is not there is no error.
const DeleteRecording RecordingChange = "delete"

// ErrRecordingExists is wrapped by [Recorder].Record when a recording of that name is there already, or under way.
var ErrRecordingExists = errors.New("a recording of that name exists")

// ErrRecordingName is wrapped by errors about names that no recording may have.
var ErrRecordingName = errors.New("no recording may be called that")

var (
	recordingName   = regexp.MustCompile(`^[A-Za-z0-9+_.-]+(/[A-Za-z0-9+_.-]+)*$`)
	recordingFormat = regexp.MustCompile(`^[A-Za-z0-9]{1,12}$`)
)

// CheckRecordingName tells why a recording may not have a name: it is a path
// below Asterisk's folder of recordings, and may lead nowhere else.
func CheckRecordingName(name string) error {
	why := ""
	switch {
	case name == "":
		why = "it is empty"
	case len(name) > recordingNameMax:
		why = fmt.Sprintf("it has more than %d characters", recordingNameMax)
	case strings.HasPrefix(name, "/"):
		why = "it begins with /: names are paths below Asterisk's recordings"
	case !recordingName.MatchString(name):
		why = "only letters, digits, + - _ . are possible, and / between two of them"
	default:
		for part := range strings.SplitSeq(name, "/") {
			if strings.HasPrefix(part, ".") {
				why = "no part of it may begin with a dot, .. leads elsewhere"
			}
		}
	}
	if why == "" {
		return nil
	}
	return fmt.Errorf("%w: %.80q: %s", ErrRecordingName, name, why)
}

// CheckRecordingFormat tells why a format is none: wav, gsm, … are short words.
func CheckRecordingFormat(format string) error {
	if recordingFormat.MatchString(format) {
		return nil
	}
	return fmt.Errorf("%.40q is no format of a recording; write wav, gsm, ulaw or another that Asterisk has", format)
}

// Kept asks that a recording be fetched when it is over, as ivr.yaml's
// `recordings` say; without them it stays in Asterisk and false is returned.
func (r *Run) Kept(ctx context.Context, request KeepRequest) (bool, error) {
	return r.walker.kept(ctx, request)
}

func (w *Walker) kept(ctx context.Context, request KeepRequest) (bool, error) {
	keeper := w.opts.World.Recordings
	if keeper == nil {
		return false, nil
	}
	call := w.opts.Call
	request.Asterisk, request.Call, request.From, request.To = call.Asterisk, call.ID, call.From, call.To
	if err := keeper.Keep(context.WithoutCancel(ctx), request); err != nil {
		return false, fmt.Errorf("keeping the recording %s: %w", request.Name, err)
	}
	return true, nil
}

// Unkept takes back what Kept asked for.
func (r *Run) Unkept(ctx context.Context, name string) error { return r.walker.unkept(ctx, name) }

func (w *Walker) unkept(ctx context.Context, name string) error {
	keeper := w.opts.World.Recordings
	if keeper == nil {
		return nil
	}
	if err := keeper.Drop(context.WithoutCancel(ctx), w.opts.Call.Asterisk, name); err != nil {
		return fmt.Errorf("dropping the recording %s: %w", name, err)
	}
	return nil
}

// RecordingFormat is the format of recordings whose step names none.
func (r *Run) RecordingFormat() string {
	if keeper := r.walker.opts.World.Recordings; keeper != nil {
		return keeper.Format()
	}
	return "wav"
}
