package sip

import "time"

const (
	// answerTimeout is how long [Answered] and [Refused] wait.
	answerTimeout = 10 * time.Second
	// byeTimeout is how long [ExpectBye] waits.
	byeTimeout = 30 * time.Second
	// replyTimeout is how long a reply to INFO, BYE or CANCEL may take.
	replyTimeout = 5 * time.Second
	// runMargin is what a run may take beyond what its scripts say.
	runMargin = 10 * time.Second

	// toneLength is how long a key is held down.
	toneLength = 100 * time.Millisecond
	// toneGap is the silence between two keys.
	toneGap = 80 * time.Millisecond
	// packetTime is the time between two packets of a key's event.
	packetTime = 20 * time.Millisecond
	// mediaMax is the longest that a caller sends media without a key.
	mediaMax = 2 * time.Minute

	// socketBuffer is how much may wait in the socket of a [Call] that listens: this
	// machine may be busy for seconds.
	socketBuffer = 1 << 20
	// lastPacketTimeout is how long what is in the socket may take to be read.
	lastPacketTimeout = time.Second
	// packetMax is the longest packet that is heard.
	packetMax = 2048
	// heardMax is how many samples are kept of a call, arrivalsMax how many packets.
	heardMax, arrivalsMax = 10 * 60 * sampleRate, 40_000
	// driftMax is how far time stamps may be from the clock.
	driftMax = time.Second

	// requestTries is how often an [Answerer] sends a request, requestPause how long it waits for the reply each time.
	requestTries = 10
	requestPause = 500 * time.Millisecond
	// toldMax is how many words of a transfer are kept for [Answerer.Told].
	toldMax = 16

	// desksPatience is how long the calls of [Desks] may take to end when nobody is to be rung any more.
	desksPatience = 10 * time.Second

	// causeMax is the greatest cause of Q.850.
	causeMax = 127
	// callsMax is the largest number of calls in one run.
	callsMax = 100_000
	// portFirst and portLast bound the callers' ports.
	portFirst, portLast = 6000, 9992
	// portTries is how many of them are tried to find a free one.
	portTries = 100
	// failuresShown is how many lines of sipp's error log an error repeats.
	failuresShown = 12
)
