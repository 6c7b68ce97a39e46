package main

import "io"

// result is a command's standard output. It remembers its first error, so that
// a command whose result was lost does not end as if all were well.
type result struct {
	to  io.Writer
	err error
}

// Write passes on what is written.
func (r *result) Write(p []byte) (int, error) {
	n, err := r.to.Write(p)
	if err != nil && r.err == nil {
		r.err = err
	}
	return n, err
}
