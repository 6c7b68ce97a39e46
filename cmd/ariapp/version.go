package main

import (
	"fmt"
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"
)

func versionCommand(s streams) *cobra.Command {
	return &cobra.Command{
		Use:     "version",
		Short:   "Prints which build this is",
		Example: "  ariapp version",
		Args:    cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			info, _ := debug.ReadBuildInfo()
			fmt.Fprintln(s.out, versionLine(info))
			return nil
		},
	}
}

// programVersion is the version alone.
func programVersion() string {
	info, ok := debug.ReadBuildInfo()
	if !ok || info.Main.Version == "" {
		return "unknown"
	}
	return info.Main.Version
}

// versionLine tells a build's version, commit and Go; info is nil for a binary without any.
func versionLine(info *debug.BuildInfo) string {
	version, commit, state := "unknown", "", ""
	if info != nil {
		if info.Main.Version != "" {
			version = info.Main.Version
		}
		for _, setting := range info.Settings {
			switch {
			case setting.Key == "vcs.revision":
				commit = ", commit " + setting.Value
			case setting.Key == "vcs.modified" && setting.Value == "true":
				state = ", with changes"
			}
		}
	}
	return fmt.Sprintf("ariapp %s%s%s, %s %s/%s", version, commit, state,
		runtime.Version(), runtime.GOOS, runtime.GOARCH)
}
