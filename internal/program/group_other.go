//go:build !unix

package program

import "os/exec"

// endWithChildren does nothing where processes have no groups: the program alone is killed.
func endWithChildren(*exec.Cmd) {}
