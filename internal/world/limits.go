package world

import "time"

// keepUnused is how long a converted or spoken prompt stays in the cache after it was last used.
const keepUnused = 90 * 24 * time.Hour

// authoritiesMax is how many bytes a file of authorities has at most.
const authoritiesMax = 4 << 20
