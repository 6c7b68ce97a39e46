package audio

import (
	"bytes"
	"unicode/utf8"
)

// Kinds of files as people name them; the first ones are sound.
const (
	kindWAV  = "a WAV file"
	kindMP3  = "an MP3 file"
	kindOgg  = "an Ogg file"
	kindFLAC = "a FLAC file"
	kindMP4  = "an MP4 or M4A file"
	kindAAC  = "an AAC file"
	kindText = "text"
)

// mark is what a kind of file begins with: bytes at an offset.
type mark struct {
	offset int
	bytes  string
	kind   string
}

// marks are long enough not to be met in raw sound by chance.
func marks() []mark {
	return []mark{
		{8, "WAVE", kindWAV}, {0, "OggS", kindOgg}, {0, "fLaC", kindFLAC}, {0, "ID3", kindMP3}, {4, "ftyp", kindMP4},
		{0, "\xff\xd8\xff\xe0", "a JPEG image"}, {0, "\xff\xd8\xff\xe1", "a JPEG image"},
		{0, "\xff\xd8\xff\xdb", "a JPEG image"}, {0, "\x89PNG", "a PNG image"}, {0, "GIF8", "a GIF image"},
		{0, "%PDF", "a PDF document"}, {0, "PK\x03\x04", "a ZIP archive or office document"},
		{0, "\x1f\x8b\x08\x00", "a gzip archive"}, {0, "\x1aE\xdf\xa3", "a WebM or Matroska file"},
		{0, "FORM", "an AIFF file"}, {0, ".snd", "an AU file"}, {0, "\x7fELF", "a program"},
		{0, "#!AMR", "an AMR file"}, {0, "\x30\x26\xb2\x75", "a WMA file"},
		{0, "version https://git-lfs", "a Git LFS pointer, not the file itself"}, {0, "RIFF", "a RIFF file other than WAV"},
	}
}

const (
	// textSeen is how much of a file is looked at for text, textLeast how much text is no chance.
	textSeen, textLeast = 512, 24
)

// looksLike names what the content of a file is by its beginning, "" if nothing is recognised.
func looksLike(data []byte) string {
	for _, m := range marks() {
		if len(data) >= m.offset && bytes.HasPrefix(data[m.offset:], []byte(m.bytes)) &&
			(m.kind != kindWAV || bytes.HasPrefix(data, []byte("RIFF"))) {
			return m.kind
		}
	}
	if isText(data) {
		return kindText
	}
	return ""
}

// looksLikeFrames tells MPEG audio without tags by the sync word of its first
// frame. Raw sound has it by chance, so it is asked only of what is called so.
func looksLikeFrames(data []byte) string {
	switch {
	case len(data) < 4 || data[0] != 0xff || data[1]&0xe0 != 0xe0:
		return ""
	case data[1]&0xf6 == 0xf0:
		return kindAAC
	case data[1]&0x06 == 0x02 && data[2]&0xf0 != 0xf0 && data[2]&0x0c != 0x0c:
		return kindMP3
	}
	return ""
}

func isText(data []byte) bool {
	if len(data) < textLeast {
		return false
	}
	head := data[:min(len(data), textSeen)]
	for i := 0; i < len(head); {
		r, size := utf8.DecodeRune(head[i:])
		if r == utf8.RuneError && size == 1 {
			return len(head)-i < utf8.UTFMax && len(data) > len(head) // a letter cut in two
		}
		if r < ' ' && r != '\n' && r != '\r' && r != '\t' || r == 0x7f {
			return false
		}
		i += size
	}
	return true
}
