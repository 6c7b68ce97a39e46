package hearing

import (
	"encoding/binary"
	"fmt"
)

const (
	waveHeader  = 12
	chunkHeader = 8
	formatBytes = 16
	wavePCM     = 1
)

// decodeWave returns the samples of a WAV file with one channel of 16 bits at 8 kHz.
func decodeWave(data []byte) ([]int16, error) {
	little := binary.LittleEndian
	if len(data) < waveHeader || string(data[:4]) != "RIFF" || string(data[8:12]) != "WAVE" {
		return nil, fmt.Errorf("decoding WAV: the header is missing")
	}
	suits := false
	for rest := data[waveHeader:]; len(rest) >= chunkHeader; {
		name, size := string(rest[:4]), int64(little.Uint32(rest[4:]))
		body := rest[chunkHeader:]
		// Writers to a pipe do not know the size, and say the largest.
		body = body[:min(size, int64(len(body)))]
		switch name {
		case "fmt ":
			suits = len(body) >= formatBytes && little.Uint16(body) == wavePCM && little.Uint16(body[2:]) == 1 &&
				little.Uint32(body[4:]) == Rate && little.Uint16(body[14:]) == 16
		case "data":
			if !suits {
				return nil, fmt.Errorf("decoding WAV: not one channel of 16 bits at %d Hz", Rate)
			}
			samples := make([]int16, len(body)/2)
			for i := range samples {
				samples[i] = int16(little.Uint16(body[2*i:]))
			}
			return samples, nil
		}
		next := chunkHeader + size + size%2
		if next >= int64(len(rest)) {
			break
		}
		rest = rest[next:]
	}
	return nil, fmt.Errorf("decoding WAV: there is no audio in it")
}
