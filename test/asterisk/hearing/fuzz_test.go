package hearing

import (
	"os"
	"testing"
)

// Law: whatever a file holds, GSM gives its whole frames or an error.
func FuzzGSM(f *testing.F) {
	data, err := os.ReadFile("testdata/sweep.gsm")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(data)
	f.Add(data[:gsmBytes])
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, data []byte) {
		samples, err := decodeGSM(data)
		if err == nil && len(samples) != len(data)/gsmBytes*frame {
			t.Errorf("%d samples of %d bytes", len(samples), len(data))
		}
	})
}

// Law: whatever a file holds, WAV gives no more samples than it has, or an error.
func FuzzWave(f *testing.F) {
	f.Add(riff(1, Rate, 16, []byte{1, 2, 3, 4}))
	f.Add(riff(2, Rate, 8, []byte{1, 2, 3}))
	f.Add([]byte("RIFF\x00\x00\x00\x00WAVEdata\xff\xff\xff\xff"))
	f.Fuzz(func(t *testing.T, data []byte) {
		samples, err := decodeWave(data)
		if (err != nil && samples != nil) || 2*len(samples) > len(data) {
			t.Errorf("%d samples of %d bytes, %v", len(samples), len(data), err)
		}
	})
}
