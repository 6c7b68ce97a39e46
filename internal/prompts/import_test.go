package prompts

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/ariapp/ariapp/internal/audio"
)

// Law: an import converts into the folder, replaces only by force, and then leaves one file of a name.
func TestImport(t *testing.T) {
	from, folder := t.TempDir(), t.TempDir()
	write(t, from, map[string][]byte{"hi.sln": beep(1).WAV()[44:], "bad.wav": []byte("no"), "a b.wav": beep(1).WAV()})
	write(t, folder, map[string][]byte{"pt-BR/menu/hi.ulaw": make([]byte, 80)})
	files := []string{filepath.Join(from, "hi.sln"), filepath.Join(from, "bad.wav"), filepath.Join(from, "a b.wav")}
	options := ImportOptions{Folder: folder, Language: "pt_BR", Under: "menu/"}
	done, err := Import(t.Context(), files[:1], options)
	if len(done) != 0 || err == nil || !strings.Contains(err.Error(), "hi.ulaw is there already") {
		t.Errorf("without force: %v, %v", done, err)
	}
	options.Force = true
	done, err = Import(t.Context(), files, options)
	want := filepath.Join(folder, "pt-BR", "menu", "hi.wav")
	if len(done) != 1 || done[0].Name != "menu/hi" || done[0].Path != want || done[0].Analysis.Length != 100*time.Millisecond {
		t.Errorf("done: %+v", done)
	}
	if err == nil || !strings.Contains(err.Error(), "bad.wav: it is called .wav") || !strings.Contains(err.Error(), "is no name") {
		t.Errorf("the failures are %v", err)
	}
	entries, err := os.ReadDir(filepath.Dir(want))
	if err != nil || len(entries) != 1 {
		t.Errorf("the folder holds %v, %v", entries, err)
	}
	for _, wrong := range []ImportOptions{{}, {Folder: folder, Language: "../x"}, {Folder: folder, Under: ".."}} {
		if _, err := Import(t.Context(), files[:1], wrong); err == nil {
			t.Errorf("%+v is accepted", wrong)
		}
	}
}

// Law: a conversion writes what the new name says, and replaces only by force.
func TestConvert(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, map[string][]byte{"in.wav": beep(1).WAV()})
	in, out := filepath.Join(dir, "in.wav"), filepath.Join(dir, "new", "out.alaw")
	if a, err := Convert(t.Context(), in, out, "", false); err != nil || a.Length != 100*time.Millisecond {
		t.Errorf("%+v, %v", a, err)
	}
	if sound, err := (audio.Decoder{}).File(t.Context(), out); err != nil || len(sound.Samples) != 800 {
		t.Errorf("what was written: %v", err)
	}
	if _, err := Convert(t.Context(), in, out, "", false); err == nil {
		t.Error("a file is replaced without force")
	}
	if _, err := Convert(t.Context(), in, out, "", true); err != nil {
		t.Error(err)
	}
	if _, err := Convert(t.Context(), in, out+".mp3", "", false); audio.AsRefusal(err) == nil {
		t.Errorf("an unknown format: %v", err)
	}
}
