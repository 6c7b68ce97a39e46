package fakeari

import "time"

// What the real server bounds, with its own figures.
const (
	bodyMax        = 40960            // bytes of an HTTP body; beyond it 413
	messageMax     = 65535            // bytes of a WebSocket message; beyond it the socket is closed
	idleMax        = 15 * time.Second // an HTTP connection without a request is closed
	channelIDMax   = 149              // letters of an id that a client chooses
	listParamMax   = 127              // entries of a list given as one value
	defaultSkip    = 3000             // milliseconds that forward and reverse move
	softHangup     = 32               // the cause of a hang-up asked for over REST
	originateWait  = 30 * time.Second // how long an originated leg rings unless something else is asked for
	tonesForever   = time.Duration(-1)
	softmixMembers = 3 // members from which a mixing bridge is no longer a simple one
)

// What this package bounds so that a broken test ends instead of growing.
const (
	messagesMax     = 4096    // messages remembered
	talksMax        = 1024    // stretches of speech remembered of one caller
	waveMax         = 1 << 20 // bytes of sound in a file of a recording
	waveRate        = 8000    // samples a second
	waveTone        = 440     // of what stands for speech, in Hertz
	waveLoud        = 8000    // and how loud it is
	commandsMax     = 1024    // commands waiting on one channel; a further one is refused with 500
	socketQueueMax  = 1 << 16 // messages waiting for one socket; beyond it the socket is cut
	requestLogMax   = 1 << 16 // requests remembered; the oldest half is forgotten beyond it
	requestBodyKept = 4096    // bytes of a body remembered in the log
	heardMax        = 4096    // pieces of media remembered for one caller
	pressMax        = 256     // keys in one Press
	writeWait       = 5 * time.Second
	pipeBuffer      = 1 << 16                // bytes under way in each direction of an in-memory connection
	reorderWait     = time.Second            // a reordered event waits this long for another to pass it
	bridgeReasons   = 2                      // a channel in a bridge counts so often for its application
	keyLength       = 100                    // milliseconds a scripted key is held
	spokenUnit      = 800 * time.Millisecond // a letter of what is spoken
	frameLength     = 20 * time.Millisecond  // a jump to an end is noticed with the next frame
	defaultSound    = time.Second
)
