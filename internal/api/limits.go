package api

import "time"

const (
	// bodyMax bounds the body of a request, in bytes.
	bodyMax = 64 << 10
	// PerMinute is how often a token may ask in a minute where ivr.yaml says nothing.
	PerMinute = 120
	// namesMost is of how many names it is remembered how often they have asked.
	namesMost = 10_000
	// workTime bounds the work of a request that has no time of its own.
	workTime = 30 * time.Second
	// waitMost is how long a request waits at most for what becomes of a call.
	waitMost = 2 * time.Minute
	// keyMax is how long an Idempotency-Key may be, in characters.
	keyMax = 128
	// rememberFor is how long an Idempotency-Key and what came of it are remembered.
	rememberFor = 24 * time.Hour
	// refusalsPerMinute is how many requests without a token are logged in a minute; more are counted only.
	refusalsPerMinute = 10
	// endpointMax is how long an endpoint may be, textMax any other text of a request, in characters.
	endpointMax = 200
	textMax     = 256
	// variablesMax is how many variables a call may get.
	variablesMax = 50
	// timeoutMost is how long a telephone may ring, in seconds.
	timeoutMost = 300
	// linkLeast and linkMost bound how long a signed URL is good.
	linkLeast = time.Minute
	linkMost  = 90 * 24 * time.Hour
	// streamsMost is how many tails may be read at once.
	streamsMost = 32
	// takeTime is how long a supervisor's change of the mode waits for one who hears a talk to take it.
	takeTime = 3 * time.Second
	// lineTime is how long one line of a stream may take to be written; beatEvery is how often it shows that it lives.
	lineTime  = 10 * time.Second
	beatEvery = 15 * time.Second
	// linkPerMinute is how often one signed URL may be used in a minute.
	linkPerMinute = 60
	// visitorPerMinute is how often one address may try to have signed URLs call in a minute, whatever comes of it.
	visitorPerMinute = 10
	// householdBits is how long the part of an IPv6 address is that a household's addresses have in common.
	householdBits = 64
	// linkUsual is how often where its order says nothing.
	linkUsual = 2
	// listMost is how many jobs are shown at once at most, listUsual where nobody says how many.
	listMost  = 1000
	listUsual = 100
	// priorityMost bounds how urgent somebody may be, levelMost levels, weights and skills, positionMost the order
	// within a level, nameMost the names of skills and groups.
	priorityMost = 1_000_000
	levelMost    = 1000
	positionMost = 1_000_000
	nameMost     = 60
)
