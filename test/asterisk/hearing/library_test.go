package hearing

import (
	"encoding/binary"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// Law: GSM is decoded to the very samples that another decoder of the standard
// makes of it (sweep.wav, made by one from sweep.gsm: tones that glide, noise).
func TestGSMIsExact(t *testing.T) {
	data, err := os.ReadFile("testdata/sweep.gsm")
	if err != nil {
		t.Fatal(err)
	}
	got, err := decodeGSM(data)
	if err != nil {
		t.Fatal(err)
	}
	wave, err := os.ReadFile("testdata/sweep.wav")
	if err != nil {
		t.Fatal(err)
	}
	want, err := decodeWave(wave)
	if err != nil {
		t.Fatal(err)
	}
	if len(want) != 30*frame || !slices.Equal(got, want) {
		t.Errorf("%d samples differ from the other decoder's %d", len(got), len(want))
	}
}

// Law: a folder's sound is found by its name without the ending; what is no
// sound, or of another kind, is an error that says so.
func TestFolder(t *testing.T) {
	dir := t.TempDir()
	write := func(name string, data []byte) {
		t.Helper()
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	gsm, err := os.ReadFile("testdata/sweep.gsm")
	if err != nil {
		t.Fatal(err)
	}
	write("en/digits/1.gsm", gsm)
	write("en/plain.wav", riff(1, Rate, 16, []byte{1, 0, 255, 255}))
	write("en/half.gsm", gsm[:40])
	write("en/other.gsm", make([]byte, gsmBytes))
	write("en/wide.wav", riff(1, 16000, 16, []byte{1, 0}))
	write("en/stereo.wav", riff(2, Rate, 16, []byte{1, 0, 1, 0}))
	write("en/text.wav", []byte("hello"))
	library := Folder(dir)
	if samples, err := library("en/digits/1"); err != nil || len(samples) != 30*frame {
		t.Errorf("en/digits/1: %d samples, %v", len(samples), err)
	}
	if samples, err := library("en/plain"); err != nil || !slices.Equal(samples, []int16{1, -1}) {
		t.Errorf("en/plain: %v, %v", samples, err)
	}
	for name, says := range map[string]string{
		"en/half": "40 bytes", "en/other": "no frame begins at byte 0", "en/wide": "8000 Hz", "en/stereo": "one channel",
		"en/text": "header",
	} {
		if _, err := library(name); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%s: %v; want %q", name, err, says)
		}
	}
	for name, want := range map[string]error{
		"fr/digits/1": fs.ErrNotExist, "en/nosuch": fs.ErrNotExist, "../outside": fs.ErrInvalid,
	} {
		if _, err := library(name); !errors.Is(err, want) {
			t.Errorf("%s: %v; want %v", name, err, want)
		}
	}
}

// riff is a WAV file with a chunk that nobody knows before the audio.
func riff(channels, rate, bits int, audio []byte) []byte {
	little := binary.LittleEndian
	format := little.AppendUint16(nil, wavePCM)
	format = little.AppendUint16(format, uint16(channels))
	format = little.AppendUint32(format, uint32(rate))
	format = little.AppendUint32(format, uint32(rate*channels*bits/8))
	format = little.AppendUint16(format, uint16(channels*bits/8))
	format = little.AppendUint16(format, uint16(bits))
	data := []byte("RIFF\x00\x00\x00\x00WAVE")
	for _, chunk := range []struct {
		name string
		body []byte
	}{{"fmt ", format}, {"LIST", []byte("odd\x00")}, {"data", audio}} {
		data = append(data, chunk.name...)
		data = little.AppendUint32(data, uint32(len(chunk.body)))
		data = append(data, chunk.body...)
	}
	return data
}
