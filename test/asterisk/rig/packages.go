//go:build linux

package rig

import (
	"context"
	"fmt"
	"os/exec"
	"slices"
	"strings"
)

// tools are the programs the rig and its tests need beyond a minimal Debian,
// each with the package that brings it: two to call an Asterisk, two to make
// sounds for it, one to cut instances off from each other.
func tools() [][2]string {
	return [][2]string{
		{"debootstrap", "debootstrap"}, {"sipp", "sip-tester"},
		{"espeak-ng", "espeak-ng"}, {"ffmpeg", "ffmpeg"}, {"ip", "iproute2"},
	}
}

// installTools installs what is missing and returns the packages that were not
// on the machine before.
func (r *Rig) installTools(ctx context.Context) ([]string, error) {
	var missing []string
	for _, tool := range tools() {
		if _, err := exec.LookPath(tool[0]); err != nil {
			missing = append(missing, tool[1])
		}
	}
	if len(missing) == 0 {
		return nil, nil
	}
	if _, err := exec.LookPath("apt-get"); err != nil {
		return nil, fmt.Errorf("%w: install by hand: %s", ErrMissingTool, strings.Join(missing, ", "))
	}
	r.log("installing %s", strings.Join(missing, ", "))
	simulate := append([]string{"--simulate", "--no-install-recommends", "install"}, missing...)
	plan, err := aptGet(ctx, simulate...)
	if err != nil {
		// A fresh machine has no lists yet.
		if _, err := aptGet(ctx, "update"); err != nil {
			return nil, err
		}
		plan, err = aptGet(ctx, simulate...)
		if err != nil {
			return nil, err
		}
	}
	install := append([]string{"-y", "--no-install-recommends", "install"}, missing...)
	if _, err := aptGet(ctx, install...); err != nil {
		return nil, err
	}
	return parsePlan(plan, "Inst"), nil
}

// removeTools takes the packages away that the rig brought. If others came to
// need them, they stay, and the log says so.
func (r *Rig) removeTools(ctx context.Context, installed []string) error {
	if len(installed) == 0 {
		return nil
	}
	plan, err := aptGet(ctx, append([]string{"--simulate", "purge"}, installed...)...)
	if err != nil {
		return err
	}
	for _, name := range parsePlan(plan, "Purg", "Remv") {
		if !slices.Contains(installed, name) {
			r.log("leaving %s: %s needs them", strings.Join(installed, ", "), name)
			return nil
		}
	}
	r.log("removing %s", strings.Join(installed, ", "))
	_, err = aptGet(ctx, append([]string{"-y", "purge"}, installed...)...)
	return err
}

func aptGet(ctx context.Context, args ...string) (string, error) {
	return command{name: "apt-get", args: args, timeout: downloadTimeout}.run(ctx)
}

// parsePlan lists the packages on which a simulated apt-get would do one of
// the verbs. A package that is there already, and would only change its
// version (it shows the old one in brackets), is not counted for Inst.
func parsePlan(plan string, verbs ...string) []string {
	var names []string
	for line := range strings.Lines(plan) {
		fields := strings.Fields(line)
		if len(fields) < 2 || !slices.Contains(verbs, fields[0]) {
			continue
		}
		if fields[0] == "Inst" && len(fields) > 2 && strings.HasPrefix(fields[2], "[") {
			continue
		}
		names = append(names, fields[1])
	}
	return names
}
