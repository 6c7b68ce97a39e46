package audio

import (
	"context"
	"errors"
	"os"
	"slices"
	"strings"
	"testing"
)

// part is the variable by which the test binary knows that it stands in for ffmpeg.
const part = "ARIAPP_TEST_FFMPEG"

func TestMain(m *testing.M) {
	switch os.Getenv(part) {
	case "":
		os.Exit(m.Run())
	case "tone":
		// What is asked for must be one channel of our samples, out of a file that holds what was given.
		at := slices.Index(os.Args, "-i")
		data, err := os.ReadFile(strings.TrimPrefix(os.Args[at+1], "file:"))
		if err != nil || !strings.HasPrefix(string(data), "ID3") || !slices.Contains(os.Args, "s16le") ||
			os.Args[slices.Index(os.Args, "-f")+1] != "mp3" {
			os.Exit(9)
		}
		_, _ = os.Stdout.Write(linear16(tone(Rate, 440, 0.5)))
	case "fail":
		_, _ = os.Stderr.WriteString("Invalid data found\n")
		os.Exit(1)
	}
}

func standIn(t *testing.T, role string) Decoder {
	t.Helper()
	t.Setenv(part, role)
	return Decoder{FFmpeg: os.Args[0]}
}

// Law: what is not read here goes through ffmpeg, which is told the format.
func TestThroughFFmpeg(t *testing.T) {
	scratchFolder := t.TempDir()
	t.Setenv("TMPDIR", scratchFolder)
	got, err := standIn(t, "tone").Decode(t.Context(), "x.mp3", []byte("ID3\x04aaaaaaaaaaaa"))
	if err != nil || len(got.Samples) != Rate {
		t.Errorf("%d samples, %v", len(got.Samples), err)
	}
	if left, err := os.ReadDir(scratchFolder); err != nil || len(left) != 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

// Law: ffmpeg's complaint is a refusal of the file; the end of ctx is not.
func TestFFmpegFails(t *testing.T) {
	decoder := standIn(t, "fail")
	_, err := decoder.Decode(t.Context(), "x.mp3", []byte("ID3\x04aaaaaaaaaaaa"))
	if AsRefusal(err) == nil || !strings.Contains(err.Error(), "Invalid data found") {
		t.Errorf("a bad file: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err = decoder.Decode(ctx, "x.mp3", []byte("ID3\x04aaaaaaaaaaaa"))
	if AsRefusal(err) != nil || !errors.Is(err, context.Canceled) {
		t.Errorf("the end of ctx: %v", err)
	}
}
