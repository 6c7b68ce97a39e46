package audio

// rawFormat is a format without a header, known by its extension alone.
type rawFormat struct {
	extension string
	rate      int
	width     int
	value     func([]byte) float64
}

// rawFormats are Asterisk's.
func rawFormats() []rawFormat {
	return []rawFormat{
		{".ulaw", 8000, 1, ulaw}, {".mulaw", 8000, 1, ulaw}, {".ul", 8000, 1, ulaw}, {".pcmu", 8000, 1, ulaw},
		{".pcm", 8000, 1, ulaw}, {".alaw", 8000, 1, alaw}, {".al", 8000, 1, alaw}, {".pcma", 8000, 1, alaw},
		{".sln", 8000, 2, pcm16}, {".raw", 8000, 2, pcm16},
		{".sln12", 12000, 2, pcm16}, {".sln16", 16000, 2, pcm16}, {".sln24", 24000, 2, pcm16},
		{".sln32", 32000, 2, pcm16}, {".sln44", 44100, 2, pcm16}, {".sln48", 48000, 2, pcm16},
		{".sln96", 96000, 2, pcm16}, {".sln192", 192000, 2, pcm16},
	}
}

// rawOf is the raw format of an extension.
func rawOf(extension string) (rawFormat, bool) {
	for _, one := range rawFormats() {
		if one.extension == extension {
			return one, true
		}
	}
	return rawFormat{}, false
}

// decode takes the bytes as they are, unless they are plainly something else.
func (f rawFormat) decode(data []byte) (*stream, error) {
	if kind := looksLike(data); kind != "" {
		return nil, refuse("it is called %s, but is %s; give it its own extension", f.extension, kind)
	}
	return &stream{data: data, rate: f.rate, channels: 1, width: f.width, value: f.value}, nil
}
