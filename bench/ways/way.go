//go:build linux

package main

import (
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"github.com/ariapp/ariapp/bench/figures"
	"github.com/ariapp/ariapp/bench/lab"
	"github.com/ariapp/ariapp/bench/program"
)

// way is one of those in which the call is handled.
type way struct {
	name   string
	title  string // in the tables
	number string // rung by the caller; the rig's dialplan leads it on
	// start starts the program, nil where there is none.
	start func(ctx context.Context, l *lab.Lab) (*program.Program, error)
}

const (
	floorName, oursName = "floor", "ariapp"
	// agiAddress is where the rig's dialplan looks for the FastAGI server.
	agiAddress = "127.0.0.1:4573"
)

// allWays are told in the order of the tables.
func allWays() []way {
	return []way{
		{name: "dialplan", title: figures.Dialplan, number: "9921"},
		{name: floorName, title: figures.Floor, number: "9922", start: startFloor},
		{name: oursName, title: figures.Ours, number: "9925", start: daemon(lab.Ours, "")},
		{name: "ariapp-no-journal", title: "ariapp without journal", number: "9925",
			start: daemon(lab.Ours, "journal: {folder: none}\n")},
		{name: "ariapp-no-records", title: "ariapp without records", number: "9925",
			start: daemon(lab.Ours, "records: none\n")},
		{name: "ariapp-no-checkpoints", title: "ariapp without checkpoints", number: "9925",
			start: daemon("./bench/ways/unkept", "")},
		{name: "ariapp-bare", title: "ariapp without the three", number: "9925",
			start: daemon("./bench/ways/unkept", "journal: {folder: none}\nrecords: none\n")},
		{name: "fastagi", title: "FastAGI, in Go", number: "9923", start: startFastAGI},
		{name: "node", title: "ari-client 2.2.0, on Node", number: "9924", start: startNode},
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

func startFloor(ctx context.Context, l *lab.Lab) (*program.Program, error) {
	binary, err := l.Build(ctx, "./bench/ways/floor")
	if err != nil {
		return nil, err
	}
	return l.Start(ctx, floorName, l.Command(binary, "-url", l.Access.ARIURL, "-user", l.Access.User, "-app",
		"bench-floor"), l.Serves("bench-floor"))
}

func startFastAGI(ctx context.Context, l *lab.Lab) (*program.Program, error) {
	binary, err := l.Build(ctx, "./bench/ways/fastagi")
	if err != nil {
		return nil, err
	}
	return l.Start(ctx, "fastagi", l.Command(binary, "-listen", agiAddress), func(ctx context.Context) bool {
		conn, err := (&net.Dialer{}).DialContext(ctx, "tcp", agiAddress)
		if err == nil {
			_ = conn.Close()
		}
		return err == nil
	})
}

// startNode installs ari-client into the work folder, the first time.
func startNode(ctx context.Context, l *lab.Lab) (*program.Program, error) {
	folder := filepath.Join(l.Folder(), "node")
	if _, err := os.Stat(filepath.Join(folder, "node_modules")); err != nil {
		if err := os.CopyFS(folder, os.DirFS(filepath.Join(l.Root(), "bench", "ways", "node"))); err != nil {
			return nil, fmt.Errorf("copying the program of Node: %w", err)
		}
		npm := exec.CommandContext(ctx, "npm", "install", "--no-audit", "--no-fund")
		npm.Dir = folder
		if said, err := npm.CombinedOutput(); err != nil {
			return nil, fmt.Errorf("npm install: %w\n%s", err, said)
		}
	}
	url := strings.TrimSuffix(l.Access.ARIURL, "/ari")
	return l.Start(ctx, "node", l.Command("node", filepath.Join(folder, "main.js"), url, l.Access.User, "bench-node"),
		l.Serves("bench-node"))
}

// measuredCall is the call in our words. Its answer_delay is 0 (see [lab.Lab.Daemon]): it is for the ears of people,
// which no other way here spares.
const measuredCall = `numbers: {_.: main}
flows:
  main:
    - answer
    - collect: {id: key, prompt: beep, length: 1}
    - play: beep
    - hangup
`

// daemon is our own, or what takes its file, with further lines of ivr.yaml.
func daemon(pkg, more string) func(context.Context, *lab.Lab) (*program.Program, error) {
	return func(ctx context.Context, l *lab.Lab) (*program.Program, error) {
		p, _, err := l.Daemon(ctx, pkg, "bench-ariapp", measuredCall+more)
		return p, err
	}
}
