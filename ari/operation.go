package ari

// An Operation describes one request that Asterisk serves.
type Operation struct {
	Name       string // "Channels.Answer": service and method of this package
	Method     string
	Path       string // "/channels/{channelId}/answer"
	Parameters []Parameter
	Response   string // as described: "void", "Channel", "List[Channel]", "binary"
	Statuses   []int  // of the failures that are described
	WebSocket  bool   // an upgrade, done by Listen; there is no method
}

// A Parameter is one value of an operation.
type Parameter struct {
	Name     string
	In       string // "path", "query" or "body", as described
	Type     string // as described
	Required bool
	Multiple bool
}

// A Model describes an object that Asterisk sends.
type Model struct {
	Name   string
	Fields []Field
}

// A Field is one member of a model, its own or inherited.
type Field struct {
	Name     string
	Type     string // as described
	Required bool
}
