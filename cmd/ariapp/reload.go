package main

import (
	"github.com/spf13/cobra"

	"github.com/ariapp/ariapp/internal/control"
)

func reloadCommand(s streams) *cobra.Command {
	file := ""
	command := &cobra.Command{
		Use:   "reload",
		Short: "Has the running daemon read ivr.yaml anew",
		Long: "Has the running daemon read its file anew, as SIGHUP does, and says what is wrong with it. Calls\n" +
			"under way stay on the version that they began with; with errors the last good file stays.",
		Example: "  ariapp reload\n  ariapp reload -c /etc/ariapp/ivr.yaml",
		Args:    cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error {
			if _, err := usableFile(s, file); err != nil {
				return err
			}
			return withDaemon(file, func(daemon *control.Client) error { return daemon.Reload(command.Context()) })
		},
	}
	command.Flags().StringVarP(&file, "config", "c", defaultFile, "the `file` that the daemon serves")
	return command
}
