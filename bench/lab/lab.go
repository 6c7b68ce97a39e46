//go:build linux

package lab

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/ariapp/ariapp/bench/program"
	"github.com/ariapp/ariapp/test/asterisk/rig"
)

// Lab is the rig's Asterisk beside a workshop. Open it with [Open], and close it: the Asterisk stays.
type Lab struct {
	*program.Workshop
	// Access is how to reach the Asterisk, PID its process.
	Access rig.Access
	PID    int
	rig    *rig.Rig
}

// Open brings the Asterisk up, if it is not there.
func Open(ctx context.Context) (*Lab, error) {
	up, cancel := context.WithTimeout(ctx, upTimeout)
	defer cancel()
	r, access, err := rig.Require(up, func(line string) { fmt.Fprintln(os.Stderr, line) })
	if err != nil {
		return nil, fmt.Errorf("bringing the test Asterisk up: %w", err)
	}
	status, err := r.Status()
	if err != nil {
		return nil, fmt.Errorf("looking at the test Asterisk: %w", err)
	}
	w, err := program.Open(ctx)
	if err != nil {
		return nil, err
	}
	return &Lab{Workshop: w, Access: access, PID: status.Pid, rig: r}, nil
}

// Version is what Asterisk says of itself.
func (l *Lab) Version(ctx context.Context) string {
	said, err := l.rig.CLI(ctx, "core show version")
	if err != nil {
		return "Asterisk, version unknown"
	}
	name, _, _ := strings.Cut(said, " built")
	return strings.TrimSpace(name)
}

// Command is a program that finds ARI's password in its environment.
func (l *Lab) Command(name string, args ...string) *exec.Cmd {
	cmd := exec.Command(name, args...)
	cmd.Env = append(os.Environ(), "ARI_PASSWORD="+l.Access.Password.Plain())
	return cmd
}

// Ask reads what Asterisk has at a path, such as /channels, into a value, nil for none.
func (l *Lab) Ask(ctx context.Context, path string, into any) error {
	ctx, cancel := context.WithTimeout(ctx, askTimeout)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, l.Access.ARIURL+path, http.NoBody)
	if err != nil {
		return fmt.Errorf("asking Asterisk for %s: %w", path, err)
	}
	request.SetBasicAuth(l.Access.User, l.Access.Password.Plain())
	reply, err := http.DefaultClient.Do(request)
	if err != nil {
		return fmt.Errorf("asking Asterisk for %s: %w", path, err)
	}
	defer reply.Body.Close()
	if reply.StatusCode != http.StatusOK {
		return fmt.Errorf("asking Asterisk for %s: %s", path, reply.Status)
	}
	text, err := io.ReadAll(io.LimitReader(reply.Body, answerMax))
	if err != nil {
		return fmt.Errorf("asking Asterisk for %s: %w", path, err)
	}
	if into == nil {
		return nil
	}
	if err := json.Unmarshal(text, into); err != nil {
		return fmt.Errorf("asking Asterisk for %s: %w", path, err)
	}
	return nil
}

// Serves tells whether somebody serves an application.
func (l *Lab) Serves(app string) func(context.Context) bool {
	return func(ctx context.Context) bool { return l.Ask(ctx, "/applications/"+app, nil) == nil }
}

// Ours is the daemon; another program takes the path of the file alone.
const Ours = "./cmd/ariapp"

// Count is how many there are of what a path lists.
func (l *Lab) Count(ctx context.Context, path string) (int, error) {
	var all []json.RawMessage
	err := l.Ask(ctx, path, &all)
	return len(all), err
}

// Daemon starts our own, [Ours] or what takes its file alike, as an application, with further lines of ivr.yaml. It
// also gives the URL of its server.
func (l *Lab) Daemon(ctx context.Context, pkg, app, text string) (*program.Program, string, error) {
	binary, err := l.Build(ctx, pkg)
	if err != nil {
		return nil, "", err
	}
	folder, err := l.Fresh("daemon")
	if err != nil {
		return nil, "", err
	}
	address, err := program.Free(ctx)
	if err != nil {
		return nil, "", err
	}
	head := fmt.Sprintf("app: {name: %s, answer_delay: 0s, data: %q, drain_timeout: 1s}\n"+
		"asterisk: {name: main, url: %q, username: %s, password: \"${env.ARI_PASSWORD}\"}\nserver: {listen: %q}\n", app,
		filepath.Join(folder, "data"), l.Access.ARIURL, l.Access.User, address)
	file := filepath.Join(folder, "ivr.yaml")
	if err := os.WriteFile(file, []byte(head+text), 0o600); err != nil {
		return nil, "", fmt.Errorf("writing the daemon's configuration: %w", err)
	}
	url := "http://" + address
	args := []string{"serve", "-c", file}
	if pkg != Ours {
		args = args[2:]
	}
	p, err := l.Start(ctx, "ariapp", l.Command(binary, args...), func(ctx context.Context) bool {
		return l.Serves(app)(ctx) && program.OK(ctx, url+"/readyz")
	})
	return p, url, err
}
