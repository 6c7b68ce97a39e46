package main

import (
	"math"
	"os"
	"path/filepath"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/ariapp/ariapp/internal/audio"
)

// tone writes a tenth of a second of a tone as WAV: `tone prompts/en/welcome.wav`.
func tone(ts *testscript.TestScript, neg bool, args []string) {
	sound := audio.Sound{Samples: make([]int16, 800)}
	for i := range sound.Samples {
		sound.Samples[i] = int16(8000 * math.Sin(float64(i)/3))
	}
	writeFile(ts, neg, args, sound.WAV())
}

// photo writes what is no sound, whatever its name says: `photo prompts/en/welcome.wav`.
func photo(ts *testscript.TestScript, neg bool, args []string) {
	writeFile(ts, neg, args, []byte("\xff\xd8\xff\xe0\x00\x10JFIF"+strings.Repeat("x", 999)))
}

func writeFile(ts *testscript.TestScript, neg bool, args []string, data []byte) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: tone FILE, photo FILE")
	}
	path := ts.MkAbs(args[0])
	ts.Check(os.MkdirAll(filepath.Dir(path), 0o750))
	ts.Check(os.WriteFile(path, data, 0o600))
}
