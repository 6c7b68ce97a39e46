package audio

import (
	"encoding/binary"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// wave is a WAV file of these samples; each is put once for every channel.
type wave struct {
	codec, bits, channels, rate int
	extensible                  bool
	// before are chunks that stand before the sound.
	before string
}

func (w wave) file(samples []float64) []byte {
	var data []byte
	for _, value := range samples {
		for range w.channels {
			data = append(data, w.one(value)...)
		}
	}
	width := w.bits / 8
	codec := uint16(w.codec)
	if w.extensible {
		codec = codecExtensible
	}
	format := binary.LittleEndian.AppendUint16(nil, codec)
	format = binary.LittleEndian.AppendUint16(format, uint16(w.channels))
	format = binary.LittleEndian.AppendUint32(format, uint32(w.rate))
	format = binary.LittleEndian.AppendUint32(format, uint32(w.rate*w.channels*width))
	format = binary.LittleEndian.AppendUint16(format, uint16(w.channels*width))
	format = binary.LittleEndian.AppendUint16(format, uint16(w.bits))
	if w.extensible {
		format = append(format, 22, 0, byte(w.bits), 0, 0, 0, 0, 0, byte(w.codec), 0)
		format = append(format, mediaSubtype()...)
	}
	body := "WAVE" + w.before + chunk("fmt ", format) + chunk("data", data)
	return []byte(chunk("RIFF", []byte(body)))
}

func chunk(id string, data []byte) string {
	padding := strings.Repeat("\x00", len(data)%2)
	return id + string(binary.LittleEndian.AppendUint32(nil, uint32(len(data)))) + string(data) + padding
}

func (w wave) one(value float64) []byte {
	switch [2]int{w.codec, w.bits} {
	case [2]int{codecPCM, 8}:
		return []byte{byte(math.Round(value*127) + 128)}
	case [2]int{codecPCM, 16}:
		return linear16([]float64{value})
	case [2]int{codecPCM, 24}:
		return binary.LittleEndian.AppendUint32(nil, uint32(int32(value*(1<<23))))[:3]
	case [2]int{codecPCM, 32}:
		return binary.LittleEndian.AppendUint32(nil, uint32(int32(value*(1<<31-1))))
	case [2]int{codecFloat, 32}:
		return binary.LittleEndian.AppendUint32(nil, math.Float32bits(float32(value)))
	case [2]int{codecFloat, 64}:
		return binary.LittleEndian.AppendUint64(nil, math.Float64bits(value))
	case [2]int{codecALaw, 8}:
		return []byte{alawByte(sample(value))}
	}
	return []byte{ulawByte(sample(value))}
}

// Law: every kind of WAV that is accepted gives the same tone.
func TestEveryKindOfWAV(t *testing.T) {
	for name, w := range map[string]wave{
		"8 bit":             {codecPCM, 8, 1, 8000, false, ""},
		"16 bit":            {codecPCM, 16, 1, 8000, false, ""},
		"16 bit stereo 44k": {codecPCM, 16, 2, 44100, false, ""},
		"24 bit 48k":        {codecPCM, 24, 1, 48000, false, ""},
		"32 bit":            {codecPCM, 32, 2, 16000, false, ""},
		"float":             {codecFloat, 32, 1, 96000, false, ""},
		"double":            {codecFloat, 64, 1, 22050, false, ""},
		"A-law":             {codecALaw, 8, 1, 8000, false, ""},
		"µ-law stereo":      {codecULaw, 8, 2, 8000, false, ""},
		"extensible 24 bit": {codecPCM, 24, 2, 192000, true, ""},
		"extensible float":  {codecFloat, 32, 1, 32000, true, ""},
		"with a list":       {codecPCM, 16, 1, 8000, false, chunk("LIST", []byte("INFOodd"))},
	} {
		got, err := Decoder{}.Decode(t.Context(), "x.WAV", w.file(tone(w.rate, 440, 0.5)))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if level := power(got, 440); math.Abs(level+6.02) > 0.2 || abs(len(got.Samples)-Rate) > 1 {
			t.Errorf("%s: %d samples, the tone has %.2f dB", name, len(got.Samples), level)
		}
	}
}

// Law: the two ears of a stereo file are mixed, each by half.
func TestStereoIsMixed(t *testing.T) {
	data := linear16([]float64{0.5, 0.25, -0.5, 0.5})
	s := &stream{data: data, rate: Rate, channels: 2, width: 2, value: pcm16}
	if got := s.resample(); len(got) != 2 || got[0] != 12288 || got[1] != 0 {
		t.Errorf("mixed: %v", got)
	}
}

// Law: the raw formats of Asterisk are known by their extension.
func TestRawFormats(t *testing.T) {
	for _, format := range rawFormats() {
		var data []byte
		for _, value := range tone(format.rate, 440, 0.5) {
			switch law := format.value([]byte{0xd5, 0}); {
			case format.width == 2:
				data = append(data, linear16([]float64{value})...)
			case law == alaw([]byte{0xd5}):
				data = append(data, alawByte(sample(value)))
			default:
				data = append(data, ulawByte(sample(value)))
			}
		}
		got, err := Decoder{}.Decode(t.Context(), "a.b/x"+format.extension, data)
		if err != nil || math.Abs(power(got, 440)+6.02) > 0.2 || abs(len(got.Samples)-Rate) > 1 {
			t.Errorf("%s: %d samples, %v", format.extension, len(got.Samples), err)
		}
	}
}

// Law: what is refused is told by what it looks like, and what is accepted stands there where that helps.
func TestRefusals(t *testing.T) {
	good := wave{codecPCM, 16, 1, 8000, false, ""}.file(tone(8000, 440, 0.5))
	with := func(at int, bytes ...byte) []byte {
		changed := append([]byte{}, good...)
		copy(changed[at:], bytes)
		return changed
	}
	for _, c := range []struct {
		name, want string
		data       []byte
	}{
		{"x.wav", "the file is empty", nil},
		{"x.wav", "called .wav, but is a JPEG image", []byte("\xff\xd8\xff\xe0\x00\x10JFIF")},
		{"x.wav", "called .wav, but is an MP3 file", []byte("\xff\xfb\x90\x64aaaaaaaa")},
		{"x.wav", "called .wav, but is an MP3 file", []byte("ID3\x04aaaaaaaaaaaa")},
		{"x.wav", "called .wav, but is text", []byte("Please record this one: welcome to us\n")},
		{"x.wav", "called .wav, but is a Git LFS pointer", []byte("version https://git-lfs.github.com/spec/v1\n")},
		{"x.wav", "no WAV header", []byte("\x01\x02\x03")},
		{"x.ulaw", "called .ulaw, but is a WAV file", good},
		{"x.sln", "called .sln, but is text", []byte("Please record this one: welcome to us\n")},
		{"x.sln", "holds no sound", []byte{1}},
		{"x.wav", "cut off: its header tells of 16000 bytes of sound, 8000 are there", good[:44+8000]},
		{"x.wav", "holds no sound data", good[:36]},
		{"x.wav", "does not say its format", append(good[:12:12], good[36:]...)},
		{"x.wav", "holds no sound: its length is 0", append(good[:40:40], 0, 0, 0, 0)},
		{"x.wav", "holds GSM; accepted: PCM of 8, 16, 24 or 32 bits, 32- or 64-bit float", with(20, 0x31)},
		{"x.wav", "codec 0x0001 with 12 bits", with(34, 12)},
		{"x.wav", "6 channels; accepted: 1, 2", with(22, 6)},
		{"x.wav", "3999 samples a second; accepted are 4000 to 192000", with(24, 0x9f, 0x0f)},
		{"x.wav", "make no 4 bytes", with(32, 4)},
		{"x.gsm", ".gsm is not decoded; Asterisk's command `file convert`", []byte{0xd0}},
		{"x.txt", ".txt does not tell a format that is read; the file is text", []byte("Please record this one: welcome to us\n")},
		{"x", "a name without extension does not tell a format", []byte{1}},
		{"x.mp3", "called .mp3, but is a WAV file", good},
		{"x.flac", "called .flac, but is something unknown", []byte("\x00\x01\x02")},
		{"x.mp3", ".mp3 needs ffmpeg, which is not used here; accepted: .wav, .ulaw", []byte("ID3\x04aaaaaaaaaaaa")},
		{"x.ulaw", "longer than 30m0s", make([]byte, samplesMax+Rate)},
		{"x.ulaw", "more than 67108864 bytes", make([]byte, FileMax+1)},
	} {
		_, err := Decoder{}.Decode(t.Context(), c.name, c.data)
		if AsRefusal(err) == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v; want: %s", c.name, err, c.want)
		}
	}
	absent := Decoder{FFmpeg: "no-such-program-here"}
	_, err := absent.Decode(t.Context(), "x.mp3", []byte("ID3\x04aaaaaaaaaaaa"))
	if AsRefusal(err) == nil || !strings.Contains(err.Error(), "ffmpeg, which is not installed") {
		t.Errorf("without ffmpeg: %v", err)
	}
}

// Law: a WAV that a program wrote into a pipe, without knowing its size, reads to its end.
func TestAWAVOfUnknownSize(t *testing.T) {
	good := wave{codecPCM, 16, 1, 8000, false, ""}.file(tone(8000, 440, 0.5))
	for name, sizes := range map[string][2]uint32{
		"the greatest": {math.MaxUint32, math.MaxUint32}, "a great one": {0x7ffff024, 0x7ffff000}, "zero": {0, 0},
	} {
		binary.LittleEndian.PutUint32(good[4:], sizes[0])
		binary.LittleEndian.PutUint32(good[40:], sizes[1])
		if got, err := (Decoder{}).Decode(t.Context(), "x.wav", good); err != nil || len(got.Samples) != Rate {
			t.Errorf("%s: %d samples, %v", name, len(got.Samples), err)
		}
	}
}

// Law: what is no number, or far too loud, does not spoil the rest.
func TestFloatsThatAreNoNumbers(t *testing.T) {
	w := wave{codecFloat, 32, 1, 8000, false, ""}
	got, err := Decoder{}.Decode(t.Context(), "x.wav", w.file([]float64{math.NaN(), math.Inf(1), math.Inf(-1), 0.5}))
	if err != nil || len(got.Samples) != 4 || got.Samples[0] != 0 || got.Samples[1] != 32767 ||
		got.Samples[2] != -32768 || got.Samples[3] != 16384 {
		t.Errorf("%v, %v", got.Samples, err)
	}
}

// Law: only plain files are read; a file that is not there is an error of the world.
func TestReadFile(t *testing.T) {
	dir := t.TempDir()
	if _, err := ReadFile(dir); AsRefusal(err) == nil {
		t.Errorf("a folder gives %v", err)
	}
	if _, err := ReadFile(filepath.Join(dir, "none")); err == nil || AsRefusal(err) != nil {
		t.Errorf("no file gives %v", err)
	}
	path := filepath.Join(dir, "x.ulaw")
	if err := os.WriteFile(path, make([]byte, 800), 0o600); err != nil {
		t.Fatal(err)
	}
	if got, err := (Decoder{}).File(t.Context(), path); err != nil || len(got.Samples) != 800 {
		t.Errorf("%d samples, %v", len(got.Samples), err)
	}
}

// Law: no bytes make the reader of WAV files panic, and what it accepts keeps its bounds.
func FuzzWAV(f *testing.F) {
	for _, w := range []wave{
		{codecPCM, 16, 1, 8000, false, ""}, {codecPCM, 24, 2, 44100, true, ""}, {codecFloat, 32, 1, 11025, false, ""},
		{codecULaw, 8, 1, 47999, false, chunk("LIST", []byte("odd"))},
	} {
		f.Add(w.file(tone(100, 10, 0.5)))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		sound, err := Decoder{}.Decode(t.Context(), "x.wav", data)
		if err != nil {
			if AsRefusal(err) == nil {
				t.Fatalf("no refusal: %v", err)
			}
			return
		}
		if len(sound.Samples) == 0 || sound.Length() > LengthMax+1e9 {
			t.Fatalf("%d samples are no sound", len(sound.Samples))
		}
	})
}
