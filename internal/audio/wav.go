package audio

import (
	"bytes"
	"encoding/binary"
)

// Codecs of WAV files that are read, by their numbers.
const (
	codecPCM        = 0x0001
	codecFloat      = 0x0003
	codecALaw       = 0x0006
	codecULaw       = 0x0007
	codecExtensible = 0xfffe
)

// openEnded is the least size that programs write who do not know it yet.
const openEnded = 0x7fff0000

// codecName names what else is met in WAV files.
func codecName(codec int) string {
	switch codec {
	case 0x0002, 0x0011:
		return "ADPCM"
	case 0x0031:
		return "GSM"
	case 0x0050, 0x0055:
		return "MPEG sound"
	case 0x0161, 0x0162:
		return "WMA"
	case 0x028f, 0x0065:
		return "G.722"
	}
	return ""
}

// decodeWAV reads a RIFF WAVE file.
func decodeWAV(data []byte) (*stream, error) {
	if len(data) < 12 || string(data[:4]) != "RIFF" || string(data[8:12]) != "WAVE" {
		if kind := firstOf(looksLike(data), looksLikeFrames(data)); kind != "" {
			return nil, refuse("it is called .wav, but is %s; convert it, or give it its own extension", kind)
		}
		return nil, refuse("it is called .wav, but has no WAV header")
	}
	riffSize := binary.LittleEndian.Uint32(data[4:])
	var format []byte
	rest := data[12:]
	for range chunksMax {
		if len(rest) < 8 {
			break
		}
		id, size := string(rest[:4]), int(binary.LittleEndian.Uint32(rest[4:]))
		rest = rest[8:]
		if id == "data" {
			return waveData(format, rest, size, riffSize == 0)
		}
		if size > len(rest) {
			break
		}
		if id == "fmt " {
			format = rest[:size]
		}
		rest = rest[min(len(rest), size+size%2):]
	}
	return nil, refuse("it is a WAV file that is cut off or damaged: it holds no sound data")
}

// waveData is the stream of a data chunk that says to have size bytes.
func waveData(format, data []byte, size int, streamed bool) (*stream, error) {
	s, err := waveFormat(format)
	if err != nil {
		return nil, err
	}
	open := size >= openEnded || size == 0 && streamed
	switch frame := s.channels * s.width; {
	case size <= len(data) && !open:
		data = data[:size]
	case !open && size-len(data) >= frame:
		return nil, refuse("it is cut off: its header tells of %d bytes of sound, %d are there", size, len(data))
	}
	s.data = data
	return s, nil
}

// waveFormat reads a fmt chunk.
func waveFormat(format []byte) (*stream, error) {
	if len(format) < 16 {
		return nil, refuse("it is a damaged WAV file: it does not say its format before its sound")
	}
	codec := int(binary.LittleEndian.Uint16(format))
	bits := int(binary.LittleEndian.Uint16(format[14:]))
	if codec == codecExtensible && len(format) >= 40 && bytes.Equal(format[26:40], mediaSubtype()) {
		codec = int(binary.LittleEndian.Uint16(format[24:]))
	}
	s := &stream{
		channels: int(binary.LittleEndian.Uint16(format[2:])),
		rate:     int(binary.LittleEndian.Uint32(format[4:])),
		width:    (bits + 7) / 8,
	}
	s.value = valueOf(codec, bits)
	switch {
	case s.value == nil && codecName(codec) != "":
		return nil, refuseFor(wavKinds(), "it is a WAV file that holds %s", codecName(codec))
	case s.value == nil:
		return nil, refuseFor(wavKinds(), "it is a WAV file of codec %#04x with %d bits", codec, bits)
	case s.channels < 1 || s.channels > channelsMax:
		return nil, refuseFor([]string{"1", "2"}, "it has %d channels", s.channels)
	case s.rate < rateMin || s.rate > rateMax:
		return nil, refuse("it has %d samples a second; accepted are %d to %d", s.rate, rateMin, rateMax)
	}
	if block := int(binary.LittleEndian.Uint16(format[12:])); block != s.channels*s.width {
		return nil, refuse("it is a damaged WAV file: %d channels of %d bits make no %d bytes", s.channels, bits, block)
	}
	return s, nil
}

func valueOf(codec, bits int) func([]byte) float64 {
	switch [2]int{codec, bits} {
	case [2]int{codecPCM, 8}:
		return pcm8
	case [2]int{codecPCM, 16}:
		return pcm16
	case [2]int{codecPCM, 24}:
		return pcm24
	case [2]int{codecPCM, 32}:
		return pcm32
	case [2]int{codecFloat, 32}:
		return float32le
	case [2]int{codecFloat, 64}:
		return float64le
	case [2]int{codecALaw, 8}:
		return alaw
	case [2]int{codecULaw, 8}:
		return ulaw
	}
	return nil
}

// mediaSubtype is what an extensible format's codec is followed by.
func mediaSubtype() []byte {
	return []byte{0x00, 0x00, 0x00, 0x00, 0x10, 0x00, 0x80, 0x00, 0x00, 0xaa, 0x00, 0x38, 0x9b, 0x71}
}

func firstOf(names ...string) string {
	for _, name := range names {
		if name != "" {
			return name
		}
	}
	return ""
}
