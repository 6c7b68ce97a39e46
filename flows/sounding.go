package flows

// Sounding is a step that plays what its fields do not name, as a mailbox's menu does.
type Sounding interface {
	// Sounds are the prompts that it may play beside those of its fields, each once. One that ends in a colon is
	// spelled, whatever comes behind it: "digits:".
	Sounds() []string
}
