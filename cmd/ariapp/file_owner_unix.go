//go:build unix

package main

import (
	"fmt"
	"io/fs"
	"os"
	"syscall"
)

// giveTo makes a file belong to the owner and group of another one.
func giveTo(file *os.File, like fs.FileInfo) error {
	wanted, ok := like.Sys().(*syscall.Stat_t)
	if !ok {
		return nil
	}
	if err := file.Chown(int(wanted.Uid), int(wanted.Gid)); err != nil {
		return fmt.Errorf("keeping its owner and group: %w", err)
	}
	return nil
}

// names is how many names a file has.
func names(info fs.FileInfo) uint64 {
	if stat, ok := info.Sys().(*syscall.Stat_t); ok {
		return uint64(stat.Nlink)
	}
	return 1
}
