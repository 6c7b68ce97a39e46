package source

import (
	"errors"
	"fmt"
	"io"
	"os"
)

// errNoFile is why what has a name in the file system is not read: a pipe would
// be waited for, a device may have no end.
var errNoFile = errors.New("it is no file")

// ReadFile reads a file of at most that many bytes, which may be behind links. A
// directory, a pipe, a device and a socket are no files.
func ReadFile(path string, most int64) ([]byte, error) {
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return nil, err
	case info.IsDir():
		return nil, errors.New("it is a directory")
	case !info.Mode().IsRegular():
		return nil, errNoFile
	case info.Size() > most:
		return nil, fmt.Errorf("it has %d bytes; at most %d are read", info.Size(), most)
	}
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer func() { _ = file.Close() }()
	text, err := io.ReadAll(io.LimitReader(file, most+1)) // it may grow meanwhile
	if err == nil && int64(len(text)) > most {
		err = fmt.Errorf("it has more than %d bytes", most)
	}
	return text, err
}

func readFile(path string) (string, error) {
	text, err := ReadFile(path, MaxBytes)
	return string(text), err
}
