package fuzz

import "time"

// DefaultDeadAir is how long an answered caller may hear nothing that no question explains.
const DefaultDeadAir = 10 * time.Second

const (
	// actsMax is how often a caller acts: one who does more is not stuck, but at play.
	actsMax = 48
	// soon is when a caller acts who does not wait for anything.
	soon = 500 * time.Millisecond
	// pressedMax is how many keys a caller presses in all: more would come to the caps of calls by mere diligence.
	pressedMax = 100
	// keysMax is how many keys one entry has at most.
	keysMax = 16
	// wordMax is how long a word of the file may be that is tried as an entry.
	wordMax = 20
	// wordsMax is how many words of the file are tried.
	wordsMax = 500
	// corpusMax is how many calls are kept to go on from.
	corpusMax = 1000
	// momentsMax is how many moments of a call are kept.
	momentsMax = 200
	// shrinkMax is how many calls shrinking may take.
	shrinkMax = 3000
	// towardsOften is in how many of a hundred cases a call is changed that came to a way which nobody has taken yet.
	towardsOften = 35
	// plainText is what nobody means anything by; textsOften is in how many of a hundred cases a text is written, where a
	// flow takes texts.
	plainText  = "hi"
	textsOften = 15
	// agentsMost is how many agents of a file do something, outOften in how many of a hundred cases one is not there.
	agentsMost = 8
	outOften   = 35
	// talkMost is how long somebody who is dialled talks.
	talkMost = 40 * time.Second
	// stubsMax is how many web services one call may come upon that the file does not name.
	stubsMax = 8
	// pathMax is how large an index of a list may be in a made-up response.
	pathMax = 10
	// secretLeast is how long a secret is at least whose traces can be told from chance.
	secretLeast = 4
	// samplesMax is how often a number is made up before a pattern counts as taken by others.
	samplesMax = 20
	// constantsMax is how many constants are kept of one value, constantOften in how many of a hundred cases one is taken.
	constantsMax  = 64
	constantOften = 60
	// descents is how many times in a row a call is gone on with, at most.
	descents = 12
)
