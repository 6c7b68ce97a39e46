package cluster

// Meeting is where instances meet, for who opens one.
type Meeting struct {
	// Bucket is the bucket of that name; about is what is in it, in words.
	Bucket func(name, about string) Bucket
	// Post carries requests between them.
	Post Post
}
