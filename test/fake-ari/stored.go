package fakeari

import (
	"context"
	"encoding/binary"
	"fmt"
	"maps"
	"math"
	"net/http"
	"slices"
	"strings"
	"time"
)

// Recorded is a stored recording. Talking is how much of it is speech.
type Recorded struct {
	Name, Format    string
	Length, Talking time.Duration
	tapes           []loudness
}

// loudness is a stretch of a recording in which somebody is heard, or nobody.
type loudness struct {
	length time.Duration
	loud   bool
}

// Recordings are the names of the stored recordings, sorted.
func (s *Server) Recordings() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Sorted(maps.Keys(s.stored))
}

// Recording is a stored recording, nothing when there is none of that name.
func (s *Server) Recording(name string) (Recorded, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if kept := s.stored[name]; kept != nil {
		return *kept, true
	}
	return Recorded{}, false
}

// AwaitRecording waits until a recording is stored and not being made any more.
func (s *Server) AwaitRecording(ctx context.Context, name string) (Recorded, error) {
	var found Recorded
	err := s.await(ctx, func() bool {
		kept := s.stored[name]
		if kept == nil || s.recordings[name] != nil {
			return false
		}
		found = *kept
		return true
	})
	if err != nil {
		return Recorded{}, fmt.Errorf("awaiting recording %q: %w", name, err)
	}
	return found, nil
}

// store keeps what was recorded and tells how long the whole of it is.
func (s *Server) store(r *recording) time.Duration {
	kept := &Recorded{Name: r.name, Format: r.format}
	if before := s.stored[r.name]; before != nil && r.extend {
		*kept = *before
		kept.tapes = slices.Clone(before.tapes)
	}
	for _, t := range r.tapes {
		kept.add(t, r.speakers())
	}
	s.stored[r.name] = kept
	return kept.Length
}

// add puts one tape behind what is there, cut where speech begins and ends.
func (k *Recorded) add(t tape, speakers []*Call) {
	k.Length += t.length()
	cuts := []time.Time{t.from, t.to}
	var talks []talk
	for _, call := range speakers {
		for _, one := range call.talks {
			one = talk{later(one.from, t.from), earlier(one.to, t.to)}
			if one.to.After(one.from) && !t.muted {
				talks = append(talks, one)
				cuts = append(cuts, one.from, one.to)
			}
		}
	}
	slices.SortFunc(cuts, time.Time.Compare)
	for i := 1; i < len(cuts); i++ {
		length := cuts[i].Sub(cuts[i-1])
		loud := slices.ContainsFunc(talks, func(one talk) bool {
			return !one.from.After(cuts[i-1]) && !one.to.Before(cuts[i])
		})
		if loud {
			k.Talking += length
		}
		k.tapes = append(k.tapes, loudness{length, loud})
	}
}

// wave is the recording as a file: a tone where somebody spoke, silence elsewhere.
// It is cut off where it would be too long for a test.
func (k *Recorded) wave() []byte {
	var samples []byte
	for _, part := range k.tapes {
		for range int(part.length * waveRate / time.Second) {
			value := int16(0)
			if n := len(samples) / 2; part.loud {
				value = int16(waveLoud * math.Sin(2*math.Pi*waveTone*float64(n)/waveRate))
			}
			if len(samples) >= waveMax {
				break
			}
			samples = binary.LittleEndian.AppendUint16(samples, uint16(value))
		}
	}
	head := append([]byte("RIFF"), binary.LittleEndian.AppendUint32(nil, uint32(36+len(samples)))...)
	head = append(head, "WAVEfmt \x10\x00\x00\x00\x01\x00\x01\x00"...)
	head = binary.LittleEndian.AppendUint32(head, waveRate)
	head = binary.LittleEndian.AppendUint32(head, 2*waveRate)
	head = append(head, "\x02\x00\x10\x00data"...)
	head = binary.LittleEndian.AppendUint32(head, uint32(len(samples)))
	return append(head, samples...)
}

func (k *Recorded) view() storedView { return storedView{Name: k.Name, Format: k.Format} }

func listStored(s *Server, _ *ask) reply {
	views := make([]storedView, 0, len(s.stored))
	for _, name := range slices.Sorted(maps.Keys(s.stored)) {
		views = append(views, s.stored[name].view())
	}
	return ok(views)
}

func getStored(s *Server, a *ask) reply {
	if kept := s.stored[a.params.text("recordingName")]; kept != nil {
		return ok(kept.view())
	}
	return noRecording()
}

func deleteStored(s *Server, a *ask) reply {
	name := a.params.text("recordingName")
	if s.stored[name] == nil {
		return noRecording()
	}
	delete(s.stored, name)
	s.notify()
	return noContent()
}

func getStoredFile(s *Server, a *ask) reply {
	kept := s.stored[a.params.text("recordingName")]
	switch {
	case kept == nil:
		return noRecording()
	case a.transport == "websocket":
		return reply{status: http.StatusNotAcceptable, reason: "Not Acceptable. Use HTTP GET to retrieve the file"}
	}
	return reply{status: http.StatusOK, file: kept.wave(), fileType: "audio/" + kept.Format}
}

func copyStored(s *Server, a *ask) reply {
	kept := s.stored[a.params.text("recordingName")]
	to := a.params.text("destinationRecordingName")
	switch {
	case kept == nil:
		return noRecording()
	case to == "":
		return failed(http.StatusBadRequest, "Invalid destination recording name")
	case !validRecording(to) || strings.HasPrefix(to, "/"):
		return failed(http.StatusForbidden, "Destination file path is forbidden")
	case s.stored[to] != nil:
		return failed(http.StatusConflict, "A recording with the same name already exists on the system")
	}
	second := *kept
	second.Name = to
	s.stored[to] = &second
	return ok(second.view())
}
