package audio

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strconv"

	"github.com/ariapp/ariapp/internal/program"
)

// convertedFormat is a format that ffmpeg reads for us.
type convertedFormat struct {
	extension string
	// kinds are what the content may look like, demuxer what ffmpeg calls it: it
	// is told, so that a file cannot pass itself off as a list of other files.
	kinds   []string
	demuxer string
}

func convertedFormats() []convertedFormat {
	return []convertedFormat{
		{".mp3", []string{kindMP3}, "mp3"}, {".ogg", []string{kindOgg}, "ogg"}, {".oga", []string{kindOgg}, "ogg"},
		{".opus", []string{kindOgg}, "ogg"}, {".flac", []string{kindFLAC}, "flac"}, {".m4a", []string{kindMP4}, "mov"},
		{".aac", []string{kindAAC}, "aac"},
	}
}

func convertedExtensions() []string {
	var list []string
	for _, one := range convertedFormats() {
		list = append(list, one.extension)
	}
	return list
}

func converted(extension string) *convertedFormat {
	for _, one := range convertedFormats() {
		if one.extension == extension {
			return &one
		}
	}
	return nil
}

// convert lets ffmpeg decode the data.
func (d Decoder) convert(ctx context.Context, extension string, data []byte) (Sound, error) {
	format := converted(extension)
	kind := firstOf(looksLike(data), looksLikeFrames(data))
	if !slices.Contains(format.kinds, kind) {
		if kind == "" {
			kind = "something unknown"
		}
		return Sound{}, refuse("it is called %s, but is %s", extension, kind)
	}
	if d.FFmpeg == "" {
		return Sound{}, refuseFor(ownExtensions(), "%s needs ffmpeg, which is not used here", extension)
	}
	path, remove, err := scratch(data)
	if err != nil {
		return Sound{}, err
	}
	defer remove()
	pcm, err := program.Run(ctx, program.Command{
		Name: d.FFmpeg, Args: ffmpegArgs(format.demuxer, path),
		Timeout: convertTimeout, OutputMax: 2 * (samplesMax + 2*Rate),
	})
	switch {
	case errors.Is(err, program.ErrNotInstalled):
		return Sound{}, refuseFor(ownExtensions(), "%s needs ffmpeg, which is not installed", extension)
	case ctx.Err() != nil:
		return Sound{}, fmt.Errorf("converting a sound: %w", err)
	case err != nil:
		return Sound{}, refuse("it cannot be converted: %v", err)
	}
	return (&stream{data: pcm, rate: Rate, channels: 1, width: 2, value: pcm16}).sound()
}

// ffmpegArgs ask for one channel of our samples; the only file that ffmpeg may open is the one named.
func ffmpegArgs(demuxer, path string) []string {
	longest := strconv.Itoa(int(LengthMax.Seconds()) + 1)
	return []string{"-hide_banner", "-loglevel", "error", "-nostdin", "-protocol_whitelist", "file,pipe",
		"-f", demuxer, "-i", "file:" + path, "-map", "0:a:0", "-vn", "-sn", "-dn", "-t", longest,
		"-ac", "1", "-ar", strconv.Itoa(Rate), "-f", "s16le", "pipe:1"}
}

// ownExtensions are those that need no other program.
func ownExtensions() []string {
	return slices.DeleteFunc(Extensions(), func(one string) bool { return converted(one) != nil })
}

// scratch is a file that holds data until remove is called: some formats must be read back and forth.
func scratch(data []byte) (path string, remove func(), err error) {
	file, err := os.CreateTemp("", "ariapp-sound-*")
	if err != nil {
		return "", nil, fmt.Errorf("converting a sound: %w", err)
	}
	remove = func() { _ = os.Remove(file.Name()) }
	_, err = file.Write(data)
	if err = errors.Join(err, file.Close()); err != nil {
		remove()
		return "", nil, fmt.Errorf("converting a sound: %w", err)
	}
	return file.Name(), remove, nil
}
