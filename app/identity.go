package app

import (
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

// instanceForm is what the name of an instance may look like.
var instanceForm = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9-]{0,63}$`)

// instanceName is the name of this instance: that of the file, or one that is made up once.
func (a *App) instanceName() (string, error) {
	if name := a.opts.File.Config.Cluster.Instance; name != "" {
		return name, nil
	}
	return instanceIn(a.data())
}

// sealKey is the key that seals what callers entered in secret: made of the secret that the instances share, or one of
// our own.
func (a *App) sealKey() ([]byte, error) {
	if secret := a.opts.File.Config.Cluster.Secret; secret != "" {
		key := sha256.Sum256([]byte(secret))
		return key[:], nil
	}
	return sealKeyIn(a.data())
}

// instanceIn is the name of the instance whose folder that is: it stays when the process changes.
func instanceIn(folder string) (string, error) {
	name, err := readOrMake(filepath.Join(folder, "instance"), func() string { return rand.Text()[:instanceSize] })
	if err != nil {
		return "", fmt.Errorf("the name of this instance: %w", err)
	}
	if name = strings.TrimSpace(name); !instanceForm.MatchString(name) { // somebody may have written it
		return "", fmt.Errorf("the name of this instance: %q is none; up to 64 letters, digits and - are possible", name)
	}
	return name, nil
}

// sealKeyIn is the key of an instance that seals what callers entered in secret.
func sealKeyIn(folder string) ([]byte, error) {
	key, err := readOrMake(filepath.Join(folder, "seal.key"), func() string {
		key := make([]byte, sealKeySize)
		_, _ = rand.Read(key) // crypto/rand never fails
		return string(key)
	})
	if err != nil {
		return nil, fmt.Errorf("the key that seals secrets: %w", err)
	}
	if len(key) != sealKeySize {
		return nil, fmt.Errorf("the key that seals secrets: %s holds %d bytes, not %d", filepath.Join(folder, "seal.key"),
			len(key), sealKeySize)
	}
	return []byte(key), nil
}

// readOrMake is what a file holds, which is made if it is not there.
func readOrMake(path string, made func() string) (string, error) {
	text, err := os.ReadFile(path)
	if err == nil || !errors.Is(err, fs.ErrNotExist) {
		return string(text), err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return "", err
	}
	fresh := made()
	if err := os.WriteFile(path+".new", []byte(fresh), 0o600); err != nil {
		return "", err
	}
	return fresh, os.Rename(path+".new", path) // whole or not at all
}
