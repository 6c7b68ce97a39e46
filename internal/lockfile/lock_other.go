//go:build aix || solaris || !(unix || windows)

package lockfile

import "os"

// lock does nothing where the system has no such locks.
func lock(*os.File) error { return nil }
