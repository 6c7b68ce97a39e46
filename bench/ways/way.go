//go:build linux

package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

// way is one of those in which the call is handled.
type way struct {
	name   string
	title  string // in the tables
	number string // rung by the caller; the rig's dialplan leads it on
	app    string // which must be served first; empty where the dialplan needs none
	// command makes the program, nil where there is none.
	command func(ctx context.Context, l *lab) (*exec.Cmd, error)
}

// allWays are told in the order of the tables.
func allWays() []way {
	return []way{
		{name: "dialplan", title: "the dialplan itself", number: "9921"},
		{name: "floor", title: "the smallest ARI program", number: "9922", app: "bench-floor", command: startFloor},
		{name: "ariapp", title: "ariapp, everything on", number: "9925", app: "bench-ariapp", command: daemon("")},
		{name: "ariapp-no-journal", title: "ariapp without journal", number: "9925", app: "bench-ariapp",
			command: daemon("journal: {folder: none}\n")},
		{name: "ariapp-no-records", title: "ariapp without records", number: "9925", app: "bench-ariapp",
			command: daemon("records: none\n")},
		{name: "ariapp-bare", title: "ariapp without journal and records", number: "9925", app: "bench-ariapp",
			command: daemon("journal: {folder: none}\nrecords: none\n")},
		{name: "fastagi", title: "FastAGI, in Go", number: "9923", command: startFastAGI},
		{name: "node", title: "ari-client 2.2.0, on Node", number: "9924", app: "bench-node", command: startNode},
	}
}

func namesOf(ways []way) []string {
	var names []string
	for _, w := range ways {
		names = append(names, w.name)
	}
	return names
}

// chosen are the ways of these names, all for none.
func chosen(names string) ([]way, error) {
	all := allWays()
	if names == "" {
		return all, nil
	}
	var ways []way
	for name := range strings.SplitSeq(names, ",") {
		at := slices.Index(namesOf(all), name)
		if at < 0 {
			return nil, fmt.Errorf("-ways: there is no %q; there are %s", name, strings.Join(namesOf(all), ", "))
		}
		ways = append(ways, all[at])
	}
	return ways, nil
}

func startFloor(ctx context.Context, l *lab) (*exec.Cmd, error) {
	binary, err := l.build(ctx, "./bench/ways/floor")
	if err != nil {
		return nil, err
	}
	return l.command(binary, "-url", l.access.ARIURL, "-user", l.access.User, "-app", "bench-floor"), nil
}

func startFastAGI(ctx context.Context, l *lab) (*exec.Cmd, error) {
	binary, err := l.build(ctx, "./bench/ways/fastagi")
	if err != nil {
		return nil, err
	}
	return l.command(binary, "-listen", agiAddress), nil
}

// startNode installs ari-client into the work folder, the first time.
func startNode(ctx context.Context, l *lab) (*exec.Cmd, error) {
	folder := filepath.Join(l.work, "node")
	if _, err := os.Stat(filepath.Join(folder, "node_modules")); err != nil {
		if err := os.CopyFS(folder, os.DirFS(filepath.Join(l.root, "bench", "ways", "node"))); err != nil {
			return nil, fmt.Errorf("copying the program of Node: %w", err)
		}
		npm := exec.CommandContext(ctx, "npm", "install", "--no-audit", "--no-fund")
		npm.Dir = folder
		if said, err := npm.CombinedOutput(); err != nil {
			return nil, fmt.Errorf("npm install: %w\n%s", err, said)
		}
	}
	url := strings.TrimSuffix(l.access.ARIURL, "/ari")
	return l.command("node", filepath.Join(folder, "main.js"), url,
		l.access.User, "bench-node"), nil
}

// daemonConfig is the measured call in our words. answer_delay is for the ears of people, which no other way here
// spares.
const daemonConfig = `app: {name: bench-ariapp, answer_delay: 0s, data: %q, drain_timeout: 1s}
asterisk: {name: main, url: %q, username: %s, password: "${env.ARI_PASSWORD}"}
server: {listen: "127.0.0.1:8489"}
numbers: {_.: main}
flows:
  main:
    - answer
    - collect: {id: key, prompt: beep, length: 1}
    - play: beep
    - hangup
`

// daemon is our own, with further lines of ivr.yaml.
func daemon(more string) func(context.Context, *lab) (*exec.Cmd, error) {
	return func(ctx context.Context, l *lab) (*exec.Cmd, error) {
		binary, err := l.build(ctx, "./cmd/ariapp")
		if err != nil {
			return nil, err
		}
		folder, err := os.MkdirTemp(l.work, "daemon-")
		if err != nil {
			return nil, fmt.Errorf("making the daemon's folder: %w", err)
		}
		file := filepath.Join(folder, "ivr.yaml")
		text := fmt.Sprintf(daemonConfig, filepath.Join(folder, "data"), l.access.ARIURL, l.access.User) + more
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			return nil, fmt.Errorf("writing the daemon's configuration: %w", err)
		}
		return l.command(binary, "serve", "-c", file), nil
	}
}
