//go:build !unix

package simulate

import (
	"os"
	"time"
)

// readable knows no way to wait for a file here.
func readable(*os.File, time.Duration) (bool, error) { return false, ErrNoLiveInput }
