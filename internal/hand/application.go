package hand

import "crypto/rand"

// AppPrefix begins the names of all that is made by hand: applications, channels, bridges and playbacks.
const AppPrefix = "ariapp-hand-"

// newName is a name that nobody else has.
func newName() string { return AppPrefix + rand.Text()[:10] }
