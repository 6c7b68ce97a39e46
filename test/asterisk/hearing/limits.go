package hearing

import "time"

const (
	// Rate is the number of samples a second, of audio and of sounds.
	Rate = 8000
	// frame is 20 ms, the unit in which audio is compared.
	frame = 160

	// anchorMax is how much of a sound's beginning is searched for.
	anchorMax = 2048
	// blockSize is the length of a transform, a power of two.
	blockSize = 8192
	// hop is how many places of a block are valid: the others wrap around.
	hop = blockSize - anchorMax

	// likenessMin is how alike the audio must be to a sound's beginning before
	// it is looked at sample by sample. It is low: a stopped sound fits in part.
	likenessMin = 0.3
	// peakWidth is the distance within which only the best place counts.
	peakWidth = 80
	// tie is how much better a place must be than an earlier one.
	tie = 1e-4
	// placesMax is how many places are looked at for a sound, the best first.
	placesMax = 400

	// quietLevel is the effective value, of 32768, below which a frame says
	// nothing: the floor of the sounds and what the codecs add to it.
	quietLevel = 60
	// loudLevel is the one above which a frame of no known sound counts.
	loudLevel = 250
	// noiseShare is how much energy the difference of audio and sound may have.
	noiseShare = 0.1
	// gainMin and gainMax bound how much louder than its file a sound may be.
	gainMin, gainMax = 0.25, 4
	// gainFrames is over how many frames loudness is measured.
	gainFrames = 5
	// badMax is how many frames in a row may be lost within a sound.
	badMax = 2
	// framesMin is how many loud frames make a sound.
	framesMin = 4
	// overlapMax is how far two sounds may reach into each other.
	overlapMax = 3 * frame
	// unknownGap is the pause up to which unknown audio is one.
	unknownGap = 15 * frame
	// unknownMin is how many loud frames make unknown audio.
	unknownMin = 3

	// tolerance is how much the length of a sound may differ from its file's.
	tolerance = 60 * time.Millisecond
	// lateMost is how late a busy machine may begin a sound. It sends at once then what it has missed, so that a pause by
	// the clock behind the sound is shorter by that.
	lateMost = 250 * time.Millisecond

	// soundMax is the largest file of a sound that is read, in bytes.
	soundMax = 64 << 20
)
