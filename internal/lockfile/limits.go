package lockfile

// pidMax is how long the number of a process may be, in bytes.
const pidMax = 20
