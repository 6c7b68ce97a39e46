package audio

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
)

// Decoder reads sound files. The zero value has no ffmpeg.
type Decoder struct {
	// FFmpeg is the program for what is not read here: a path, or a name to look
	// up in PATH; "" for none.
	FFmpeg string
}

// NewDecoder is a decoder that uses ffmpeg where PATH has it.
func NewDecoder() Decoder { return Decoder{FFmpeg: "ffmpeg"} }

// File reads and decodes a file.
func (d Decoder) File(ctx context.Context, path string) (Sound, error) {
	data, err := ReadFile(path)
	if err != nil {
		return Sound{}, err
	}
	return d.Decode(ctx, path, data)
}

// Decode makes a sound of a file's content; its name tells the format by its
// extension. A fault of the content is a [Refusal].
func (d Decoder) Decode(ctx context.Context, name string, data []byte) (Sound, error) {
	extension := strings.ToLower(filepath.Ext(name))
	raw, isRaw := rawOf(extension)
	var s *stream
	var err error
	switch {
	case len(data) == 0:
		return Sound{}, refuse("the file is empty")
	case len(data) > FileMax:
		return Sound{}, refuse("the file has more than %d bytes", FileMax)
	case extension == ".wav":
		s, err = decodeWAV(data)
	case isRaw:
		s, err = raw.decode(data)
	case converted(extension) != nil:
		return d.convert(ctx, extension, data)
	default:
		return Sound{}, refuseExtension(extension, data)
	}
	if err != nil {
		return Sound{}, err
	}
	return s.sound()
}

func refuseExtension(extension string, data []byte) error {
	switch extension {
	case ".gsm", ".wav49", ".g722", ".g723", ".g726", ".g729", ".ilbc", ".siren7", ".siren14":
		return refuseFor(Extensions(), "%s is not decoded; Asterisk's command `file convert` makes .wav of it", extension)
	case "":
		extension = "a name without extension"
	}
	if kind := looksLike(data); kind != "" {
		return refuseFor(Extensions(), "%s does not tell a format that is read; the file is %s", extension, kind)
	}
	return refuseFor(Extensions(), "%s does not tell a format that is read", extension)
}

// ReadFile reads a file of at most [FileMax] bytes; what is no plain file, or
// larger, is a [Refusal].
func ReadFile(path string) ([]byte, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, fmt.Errorf("reading a sound: %w", err)
	}
	if !info.Mode().IsRegular() {
		return nil, refuse("it is no plain file")
	}
	file, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("reading a sound: %w", err)
	}
	defer func() { _ = file.Close() }()
	data, err := io.ReadAll(io.LimitReader(file, FileMax+1))
	if err != nil {
		return nil, fmt.Errorf("reading a sound: %w", err)
	}
	if len(data) > FileMax {
		return nil, refuse("the file has more than %d bytes", FileMax)
	}
	return data, nil
}
