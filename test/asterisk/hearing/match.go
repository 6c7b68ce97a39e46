package hearing

import "math"

// match is a sound that was followed through the audio, sample by sample.
type match struct {
	sound *sound
	order int // of the sound among the candidates
	// from and to are where it was loud first and last, begin where the whole of
	// it begins and end where it ends, in samples of the audio.
	begin, from, to, end int
	// frames is how many loud frames agree.
	frames int
	score  float64
}

// follow walks with a sound through the audio for as long as they agree; the
// result is nil when they hardly do.
func (a *haystack) follow(s *sound, where place) *match {
	gain := a.gain(s, where.at)
	if gain < gainMin || gain > gainMax {
		return nil
	}
	m := &match{sound: s, begin: where.at - s.anchor, from: where.at, to: where.at}
	var products, own, heard float64
	bad, at, agreed := 0, s.anchor, 0
	for ; at < len(s.samples); at += frame {
		part := s.frameAt(at)
		c := a.compare(part, m.begin+at)
		if !c.agrees(gain) {
			if bad++; bad > badMax {
				break
			}
			continue
		}
		bad, agreed = 0, m.begin+at+len(part)
		if c.own < quietLevel*quietLevel*float64(len(part)) {
			continue
		}
		m.frames++
		m.to = m.begin + at + len(part)
		products, own, heard = products+c.product, own+c.own, heard+c.heard
	}
	if m.frames < framesMin && m.frames*frame < s.anchorEnd-s.anchor {
		return nil
	}
	m.end = m.to
	if at >= len(s.samples) {
		m.end = max(m.to, agreed) // Asterisk plays no piece of a packet at the end of a file
	}
	m.score = products / math.Sqrt(own*heard)
	return m
}

// gain is how much louder the audio is than the sound, by their first frames.
func (a *haystack) gain(s *sound, at int) float64 {
	end := min(s.anchor+gainFrames*frame, s.anchorEnd)
	c := a.compare(s.samples[s.anchor:end], at)
	return c.product / c.own
}

// comparison is that of a piece of a sound with the audio: their energies and
// their product.
type comparison struct {
	own, heard, product float64
	length              int
}

func (a *haystack) compare(part []float64, at int) comparison {
	c := comparison{length: len(part)}
	for i, x := range part {
		c.own += x * x
		if j := at + i; j >= 0 && j < len(a.samples) {
			c.product += x * a.samples[j]
			c.heard += a.samples[j] * a.samples[j]
		}
	}
	return c
}

// agrees tells whether the audio is the sound, but for what codecs add.
func (c comparison) agrees(gain float64) bool {
	expected := gain * gain * c.own
	difference := c.heard - 2*gain*c.product + expected
	return difference <= noiseShare*expected+quietLevel*quietLevel*float64(c.length)
}
