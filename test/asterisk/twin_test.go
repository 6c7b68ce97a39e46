//go:build linux && asterisk

package asterisk

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/ariapp/ariapp/ari"
)

// Where the second Asterisk is found, and its sound.
const (
	twinHTTP, twinSIP       = 8589, 5589
	twinSounds, twinLoudest = 20_000, 20_999
)

// twinLaunch is the second Asterisk, in the root file system of the first one, with all that is written in another place.
const twinLaunch = `mount --bind /proc "$1/proc"
mount --bind /dev "$1/dev"
exec chroot "$1" /usr/sbin/asterisk -f -U asterisk -G asterisk -C /etc/asterisk-twin/asterisk.conf`

// second is an Asterisk beside that of the rig.
type second struct {
	*ari.Client
	root    string
	process *exec.Cmd
	log     *bytes.Buffer
}

// twin starts a second Asterisk, of the lab's configuration, until the end of the test.
func twin(t *testing.T) *second {
	t.Helper()
	etc, err := machine.Inside("/etc/asterisk")
	if err != nil {
		t.Fatal(err)
	}
	s := &second{root: strings.TrimSuffix(etc, "/etc/asterisk")}
	twinFiles(t, etc, etc+"-twin")
	s.Client, err = ari.New(ari.Options{URL: fmt.Sprintf("http://127.0.0.1:%d/ari", twinHTTP), Username: lab.User,
		Password: ari.Secret(lab.Password.Plain())})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.ends(t) })
	s.begins(t)
	return s
}

// begins starts it, and returns when it answers.
func (s *second) begins(t *testing.T) {
	t.Helper()
	s.log = &bytes.Buffer{}
	s.process = exec.Command("unshare", "--mount", "--propagation", "private", "--", "/bin/sh", "-ec", twinLaunch, "sh", s.root)
	s.process.Stdout, s.process.Stderr = s.log, s.log
	if err := s.process.Start(); err != nil {
		s.process = nil
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 3*awaitTimeout)
	defer cancel()
	for {
		if _, err := s.Asterisk.Ping(ctx); err == nil {
			return
		}
		select {
		case <-ctx.Done():
			t.Fatal("the second Asterisk does not come up")
		case <-time.After(awaitTick):
		}
	}
}

// ends has it end by itself, if it runs.
func (s *second) ends(t *testing.T) {
	if s.process == nil {
		return
	}
	if err := s.process.Process.Signal(os.Interrupt); err != nil {
		t.Error(err)
	}
	kill := time.AfterFunc(awaitTimeout, func() { _ = s.process.Process.Kill() })
	defer kill.Stop()
	if err := s.process.Wait(); err != nil {
		t.Errorf("the second Asterisk ends with %v:\n%s", err, s.log)
	}
}

// dies kills it in the middle of whatever it does.
func (s *second) dies(t *testing.T) {
	t.Helper()
	if err := s.process.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = s.process.Wait() // says that it was killed
	s.process = nil
}

// twinFiles copies a configuration, with ports and folders of its own.
func twinFiles(t *testing.T, from, to string) {
	t.Helper()
	owner, err := os.Stat(from)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.CopyFS(to, os.DirFS(from)); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(to) })
	var directories strings.Builder
	directories.WriteString("[directories]\nastetcdir = /etc/asterisk-twin\n")
	root := strings.TrimSuffix(from, "/etc/asterisk")
	for key, folder := range map[string]string{"astrundir": "/run/asterisk-twin", "astdbdir": "/var/lib/asterisk-twin",
		"astlogdir": "/var/log/asterisk-twin", "astspooldir": "/var/spool/asterisk-twin"} {
		if err := os.MkdirAll(filepath.Join(root, folder), 0o750); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = os.RemoveAll(filepath.Join(root, folder)) })
		fmt.Fprintf(&directories, "%s = %s\n", key, folder)
	}
	change := func(name string, lines map[string]string) {
		text, err := os.ReadFile(filepath.Join(from, name))
		if err != nil {
			t.Fatal(err)
		}
		var changed strings.Builder
		for line := range strings.Lines(string(text)) {
			key, _, _ := strings.Cut(line, "=")
			if value := lines[strings.TrimSpace(key)]; value != "" {
				line = strings.TrimSpace(key) + " = " + value + "\n"
			}
			changed.WriteString(line)
		}
		writeFile(t, changed.String(), to, name)
	}
	change("http.conf", map[string]string{"bindport": fmt.Sprint(twinHTTP)})
	change("pjsip.conf", map[string]string{"bind": fmt.Sprintf("127.0.0.1:%d", twinSIP)})
	change("rtp.conf", map[string]string{"rtpstart": fmt.Sprint(twinSounds), "rtpend": fmt.Sprint(twinLoudest)})
	text, err := os.ReadFile(filepath.Join(from, "asterisk.conf"))
	if err != nil {
		t.Fatal(err)
	}
	writeFile(t, directories.String()+string(text), to, "asterisk.conf")
	chown := exec.CommandContext(t.Context(), "chown", "-R", "--reference="+from, to, filepath.Join(root, "/run/asterisk-twin"),
		filepath.Join(root, "/var/lib/asterisk-twin"), filepath.Join(root, "/var/log/asterisk-twin"),
		filepath.Join(root, "/var/spool/asterisk-twin"))
	if said, err := chown.CombinedOutput(); err != nil || !owner.IsDir() {
		t.Fatalf("%v\n%s", err, said)
	}
}
