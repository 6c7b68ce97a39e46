package ari

import "time"

// Time limits.
const (
	// RequestTimeout is the deadline of a request when Options give none.
	RequestTimeout = 5 * time.Second
	// FileTimeout is the deadline of a request that fetches a sound file.
	FileTimeout = time.Minute
	// IdleConnTimeout is how long an unused connection is kept. Asterisk hangs up after 15 s; a request sent
	// into that moment would be lost.
	IdleConnTimeout = 10 * time.Second
	// SelfTestTimeout is how long a new event socket may take to prove that events arrive.
	SelfTestTimeout = 10 * time.Second
	// PingInterval is the pause between two pings on a socket: together with PingTimeout it bounds for how long new
	// callers may go unheard on a socket that Asterisk has given up while TCP stays open.
	PingInterval = 2 * time.Second
	// PingTimeout is how long the answer to a ping may take before a socket that brings nothing else counts as dead.
	PingTimeout = 2500 * time.Millisecond
	// CloseTimeout bounds the polite end of a socket.
	CloseTimeout = time.Second
	// BackoffMin is the most that the first retry waits.
	BackoffMin = 100 * time.Millisecond
	// BackoffMax is the most that any retry waits.
	BackoffMax = 10 * time.Second
	// BackoffFloor is the least that any retry waits.
	BackoffFloor = 10 * time.Millisecond
)

// Sizes and counts.
const (
	// ConnsMax is the size of the connection pool when Options give none. Asterisk serves 100 by default.
	ConnsMax = 32
	// listTries is how often a list is asked for that Asterisk fails to make.
	listTries = 3
	// AppsMax is how many applications one Listen may have.
	AppsMax = 64
	// RequestBodyMax is the most that Asterisk takes as a request's body over HTTP.
	RequestBodyMax = 40960
	// RequestLineMax is the most that Asterisk takes as a request's first line over HTTP, with the method, the version
	// and the line's end: it reads into 4096 bytes, one of which is its own, and answers 413 and hangs up where they
	// are full.
	RequestLineMax = 4094
	// RequestFrameMax is the most that Asterisk takes as one WebSocket message.
	RequestFrameMax = 65000
	// CredentialsMax is the longest "user:password" that Asterisk reads from a header.
	CredentialsMax = 254
	// ResponseBytesMax is the largest response that is read.
	ResponseBytesMax = 16 << 20
	// FileBytesMax is the largest sound file that is read.
	FileBytesMax = 256 << 20
	// AnswerHeadMax is the largest head of a response that is read, with those of the at most InterimAnswersMax before
	// it. Over TLS it is net/http's to bound it.
	AnswerHeadMax     = 64 << 10
	InterimAnswersMax = 5
	// MessageBytesMax is how much of Asterisk's error message an Error keeps.
	MessageBytesMax = 1024
	// EventBytesMax is the largest event that is decoded. Asterisk builds a frame on a thread's stack of
	// 496 KiB, so no event of its own is larger.
	EventBytesMax = 512 << 10
	// EventSkipMax is the largest message that is skipped; beyond it the socket is given up.
	EventSkipMax = 16 << 20
	// BeginningMax is how much of an unusable event is logged.
	BeginningMax = 160
)
