package audio

import (
	"encoding/binary"
	"math"
)

// stream is undecoded sound: frames of channels samples, each of width bytes.
type stream struct {
	data            []byte
	rate            int
	channels, width int
	// value is one sample, between -1 and 1.
	value func(b []byte) float64
}

// frames is how many there are; a last one that is cut off does not count.
func (s *stream) frames() int { return len(s.data) / (s.channels * s.width) }

// read decodes frames from the frame at on into one channel; what lies outside of the stream is silence.
func (s *stream) read(into []float64, at int) {
	size, frames := s.channels*s.width, s.frames()
	for i := range into {
		n := at + i
		if into[i] = 0; n < 0 || n >= frames {
			continue
		}
		frame := s.data[n*size : (n+1)*size]
		for c := range s.channels {
			into[i] += s.value(frame[c*s.width:])
		}
		into[i] /= float64(s.channels)
	}
}

// sound is the whole stream at the telephone's rate.
func (s *stream) sound() (Sound, error) {
	frames := s.frames()
	switch {
	case frames == 0:
		return Sound{}, refuse("it holds no sound: its length is 0")
	case frames/s.rate > samplesMax/Rate:
		return Sound{}, refuse("it is longer than %v", LengthMax)
	}
	return Sound{Samples: s.resample()}, nil
}

func pcm8(b []byte) float64  { return float64(int(b[0])-128) / (1 << 7) }
func pcm16(b []byte) float64 { return float64(int16(binary.LittleEndian.Uint16(b))) / (1 << 15) }
func pcm24(b []byte) float64 {
	return float64(int32(uint32(b[0])<<8|uint32(b[1])<<16|uint32(b[2])<<24)) / (1 << 31)
}
func pcm32(b []byte) float64 { return float64(int32(binary.LittleEndian.Uint32(b))) / (1 << 31) }
func float32le(b []byte) float64 {
	return finite(float64(math.Float32frombits(binary.LittleEndian.Uint32(b))))
}
func float64le(b []byte) float64 { return finite(math.Float64frombits(binary.LittleEndian.Uint64(b))) }
func ulaw(b []byte) float64      { return float64(ulawValues[b[0]]) / (1 << 15) }
func alaw(b []byte) float64      { return float64(alawValues[b[0]]) / (1 << 15) }

// finite makes silence of what is no number, and bounds what is far beyond full scale.
func finite(value float64) float64 {
	if math.IsNaN(value) {
		return 0
	}
	return max(-16, min(16, value))
}
