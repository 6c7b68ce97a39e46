package hand

import "time"

const (
	// randomSize is how long what makes a name one of its own is, in characters.
	randomSize = 10
	// ownAppMax is up to how long the name of a daemon's application stands in names as it is, in characters.
	ownAppMax = 80
	// endTime bounds what is done when a hand lets go.
	endTime = 5 * time.Second
	// connectTime is how long the first socket may take.
	connectTime = 10 * time.Second
	// eventsMax is how many events wait to be looked at.
	eventsMax = 256
	// lookEvery is how often what cannot be subscribed to is looked at.
	lookEvery = 250 * time.Millisecond
	// RingTime is how long a telephone rings if nothing is said.
	RingTime = 30 * time.Second
	// RingTimeMax is how long it may ring at most.
	RingTimeMax = 10 * time.Minute
	// RecordTimeMax bounds a recording by hand.
	RecordTimeMax = 24 * time.Hour
	// nameMax is how long the name of a recording, bridge or device may be, in bytes.
	nameMax = 200
	// keysMax is how many keys are sent at once.
	keysMax = 128
	// keyTimeMax bounds the length of a key.
	keyTimeMax = 10 * time.Second
	// mediaMax is how many media are played in one order.
	mediaMax = 64
	// messageMax is how long a message may be, in bytes.
	messageMax = 16 << 10
	// announceTime is how long an announcement to those who are listened to may take, announceTries how often it is begun,
	// as its end was lost with the socket.
	announceTime  = time.Minute
	announceTries = 3
	// beepTime is how long a beep to them may take: nothing else is noticed meanwhile.
	beepTime = 5 * time.Second
	// startTime is how long a channel that was made may take to come, leaveTime how long what is told of one that was hung
	// up.
	startTime = 5 * time.Second
	leaveTime = 3 * time.Second
	// talkLook is how often a supervisor's talk is looked at, and whether there is one for who waits; waitBeep is how
	// often who waits hears that they are connected.
	talkLook = time.Second
	waitBeep = 5 * time.Second
	// askTime is how long a supervision waits for who knows of talks: nothing of the supervisor is heard meanwhile.
	askTime = 700 * time.Millisecond
	// channelsMax is how many channels are put into a bridge at once.
	channelsMax = 64
	// variablesMax is how many variables a call by hand is given.
	variablesMax = 64
)
