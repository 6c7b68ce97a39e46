//go:build linux

package rig

import (
	"fmt"
	"os"
	"os/exec"
	"syscall"
	"testing"
)

// Law: what is started has no file of whoever started this program.
func TestNothingIsInherited(t *testing.T) {
	file, err := os.Open(os.DevNull)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	inherited, err := syscall.Dup(int(file.Fd())) // without close-on-exec
	if err != nil {
		t.Fatal(err)
	}
	defer syscall.Close(inherited)
	has := func() bool {
		return exec.Command("test", "-e", fmt.Sprintf("/proc/self/fd/%d", inherited)).Run() == nil
	}
	if !has() {
		t.Error("the file would not be inherited anyway")
	}
	if err := keepToOneself(); err != nil {
		t.Fatal(err)
	}
	if has() {
		t.Error("the file is inherited")
	}
}
