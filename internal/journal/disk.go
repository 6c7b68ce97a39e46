package journal

// onDisk has files written to a disk that may say why it takes nothing.
func (open opener) onDisk(takes func() error) opener {
	if takes == nil {
		return open
	}
	return func(path string) (file, error) {
		opened, err := open(path)
		if err != nil {
			return nil, err
		}
		return diskFile{opened, takes}, nil
	}
}

// diskFile is a file on such a disk.
type diskFile struct {
	file
	takes func() error
}

func (d diskFile) Write(p []byte) (int, error) {
	if err := d.takes(); err != nil {
		return 0, err
	}
	return d.file.Write(p)
}
