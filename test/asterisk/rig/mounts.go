//go:build linux

package rig

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
)

// unmountBelow unmounts everything below root, the deepest first, and returns
// nil only when mountinfo, read again, shows nothing there any more.
func unmountBelow(ctx context.Context, root string) error {
	for range unmountTries {
		mounted, err := mountsBelow(root)
		if err != nil {
			return err
		}
		if len(mounted) == 0 {
			return nil
		}
		for _, point := range mounted {
			// A busy mount shows in the next look; its error is told at the end.
			_, _ = command{name: "umount", args: []string{point}}.run(ctx)
		}
		if err := pause(ctx, pollInterval); err != nil {
			return err
		}
	}
	mounted, err := mountsBelow(root)
	if err != nil {
		return err
	}
	if len(mounted) > 0 {
		return fmt.Errorf("unmounting below %s: %w: %s", root, ErrMounted, strings.Join(mounted, " "))
	}
	return nil
}

func mountsBelow(root string) ([]string, error) {
	text, err := os.ReadFile("/proc/self/mountinfo")
	if err != nil {
		return nil, fmt.Errorf("reading what is mounted: %w", err)
	}
	return parseMounts(string(text), root), nil
}

// parseMounts picks from the text of mountinfo the mount points at or below
// root, the last mounted first.
func parseMounts(mountinfo, root string) []string {
	var points []string
	for line := range strings.Lines(mountinfo) {
		fields := strings.Fields(line)
		if len(fields) < 5 {
			continue
		}
		point := unescapeMount(fields[4])
		if point == root || strings.HasPrefix(point, root+"/") {
			points = append(points, point)
		}
	}
	slices.Reverse(points)
	return points
}

// unescapeMount turns \040 and its kin back into the bytes they stand for.
func unescapeMount(field string) string {
	var plain strings.Builder
	for i := 0; i < len(field); i++ {
		if field[i] == '\\' && i+3 < len(field) {
			if code, err := strconv.ParseUint(field[i+1:i+4], 8, 8); err == nil {
				plain.WriteByte(byte(code))
				i += 3
				continue
			}
		}
		plain.WriteByte(field[i])
	}
	return plain.String()
}
