package hand

import (
	"context"
	"strings"

	"github.com/ariapp/ariapp/ari"
)

// RecordingsOrder says which recordings: those whose names have a text in them.
type RecordingsOrder struct {
	Match string `json:"-" query:"match"`
}

// Recordings are those that Asterisk keeps.
func Recordings() Operation[RecordingsOrder, []ari.StoredRecording] {
	return Operation[RecordingsOrder, []ari.StoredRecording]{
		Route{"GET", "/recordings", "The recordings that an Asterisk keeps.", false},
		func(ctx context.Context, c *ari.Client, o RecordingsOrder) ([]ari.StoredRecording, error) {
			all, err := c.Recordings.ListStored(ctx)
			if err != nil || o.Match == "" {
				return all, err
			}
			fit := []ari.StoredRecording{}
			for _, one := range all {
				if strings.Contains(one.Name, o.Match) {
					fit = append(fit, one)
				}
			}
			return fit, nil
		}}
}

// Recording is one of them.
func Recording() Operation[RecordingOrder, *ari.StoredRecording] {
	return Operation[RecordingOrder, *ari.StoredRecording]{Route{"GET", "/recordings/{name}", "One recording.", false},
		func(ctx context.Context, c *ari.Client, o RecordingOrder) (*ari.StoredRecording, error) {
			return c.Recordings.GetStored(ctx, o.Name)
		}}
}

// RecordingFile is what was recorded.
func RecordingFile() Operation[RecordingOrder, File] {
	return Operation[RecordingOrder, File]{Route{"GET", "/recordings/{name}/file", "A recording's file.", false},
		func(ctx context.Context, c *ari.Client, o RecordingOrder) (File, error) {
			return c.Recordings.GetStoredFile(ctx, o.Name)
		}}
}

// CopyOrder says what a recording's copy is called.
type CopyOrder struct {
	Name string `json:"-" path:"name"`
	To   string `json:"to"`
}

func (o CopyOrder) check() error {
	if err := recordingName("name", o.Name); err != nil {
		return err
	}
	return recordingName("to", o.To)
}

// CopyRecording copies one, inside of Asterisk.
func CopyRecording() Operation[CopyOrder, *ari.StoredRecording] {
	return Operation[CopyOrder, *ari.StoredRecording]{Route{"POST", "/recordings/{name}/copy",
		"Copies a recording.", true},
		func(ctx context.Context, c *ari.Client, o CopyOrder) (*ari.StoredRecording, error) {
			return c.Recordings.CopyStored(ctx, o.Name, ari.RecordingsCopyStoredParams{DestinationRecordingName: o.To})
		}}
}

// DeleteRecording deletes one.
func DeleteRecording() Operation[RecordingOrder, Nothing] {
	return Operation[RecordingOrder, Nothing]{Route{"DELETE", "/recordings/{name}", "Deletes a recording.", true},
		func(ctx context.Context, c *ari.Client, o RecordingOrder) (Nothing, error) {
			return nothing(c.Recordings.DeleteStored(ctx, o.Name))
		}}
}

// RecordingTable is recordings for people.
func RecordingTable(recordings []ari.StoredRecording) [][]string {
	rows := [][]string{{"NAME", "FORMAT"}}
	for _, r := range recordings {
		rows = append(rows, []string{r.Name, r.Format})
	}
	return rows
}
