package audio

import (
	"encoding/binary"
	"strings"
)

// wavHeader is the size of the plainest header.
const wavHeader = 44

// WAV is the sound as a WAV file with the plainest header there is.
func (s Sound) WAV() []byte {
	size := 2 * len(s.Samples)
	file := make([]byte, 0, wavHeader+size)
	file = append(file, "RIFF"...)
	file = binary.LittleEndian.AppendUint32(file, uint32(wavHeader-8+size))
	file = append(file, "WAVEfmt "...)
	file = binary.LittleEndian.AppendUint32(file, 16)
	file = binary.LittleEndian.AppendUint16(file, codecPCM)
	file = binary.LittleEndian.AppendUint16(file, 1)
	file = binary.LittleEndian.AppendUint32(file, Rate)
	file = binary.LittleEndian.AppendUint32(file, 2*Rate)
	file = binary.LittleEndian.AppendUint16(file, 2)
	file = binary.LittleEndian.AppendUint16(file, 16)
	file = append(file, "data"...)
	file = binary.LittleEndian.AppendUint32(file, uint32(size))
	return append(file, s.linear()...)
}

func (s Sound) linear() []byte {
	data := make([]byte, 0, 2*len(s.Samples))
	for _, value := range s.Samples {
		data = binary.LittleEndian.AppendUint16(data, uint16(value))
	}
	return data
}

func (s Sound) each(one func(int16) byte) []byte {
	data := make([]byte, len(s.Samples))
	for i, value := range s.Samples {
		data[i] = one(value)
	}
	return data
}

// Encode is the sound as a file of that extension: one of [Encodings].
func (s Sound) Encode(extension string) ([]byte, error) {
	switch strings.ToLower(extension) {
	case ".wav":
		return s.WAV(), nil
	case ".ulaw":
		return s.each(ulawByte), nil
	case ".alaw":
		return s.each(alawByte), nil
	case ".sln":
		return s.linear(), nil
	}
	return nil, refuseFor(Encodings(), "%q is no format that is written", extension)
}

// Encodings are the extensions that [Sound.Encode] writes.
func Encodings() []string { return []string{".wav", ".ulaw", ".alaw", ".sln"} }
