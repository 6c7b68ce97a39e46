package schema

const (
	// retriesMax is how often a request may be tried again; the reader refuses more.
	retriesMax = 10
	// pinLeastMost is how many digits a PIN may have to have, as internal/config reads it.
	pinLeastMost = 20
	// replicasMax is how many servers of a cluster may keep a bucket, as internal/config reads it.
	replicasMax = 5
)
