package ari

import "time"

// Connected is the client's own event: the first socket of a Listen is proven to work.
// Events of the applications may come before it, from the moment the socket was open.
type Connected struct {
	EventHeader
	// Apps is what Asterisk knew about each application when asked, just before the self-test.
	Apps map[string]*Application
}

// Lost is the client's own event: a try to connect failed, or the socket ended. Events may have been lost.
type Lost struct {
	EventHeader
	Err     error
	Attempt int           // tries that failed in a row, this one included
	Retry   time.Duration // until the next try
}

// Back is the client's own event: a later socket is proven to work. Events of the applications may come
// before it, from the moment the socket was open. Asterisk does not repeat what happened in between.
type Back struct {
	EventHeader
	// Apps is what Asterisk knew about each application when asked, just before the self-test.
	Apps map[string]*Application
	// Away is how long there was no socket.
	Away time.Duration
}

// Replaced is how Asterisk says that another socket took an application. Lost with ErrReplaced follows.
type Replaced = ApplicationReplaced
