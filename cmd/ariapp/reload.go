package main

import (
	"github.com/spf13/cobra"

	"github.com/ariapp/ariapp/app"
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
			loaded, err := usableFile(s, file)
			if err != nil {
				return err
			}
			daemon, err := daemonOf(loaded)
			if err != nil {
				return err
			}
			return daemon.Reload(command.Context())
		},
	}
	command.Flags().StringVarP(&file, "config", "c", defaultFile, "the `file` that the daemon serves")
	return command
}

// daemonOf speaks to the daemon that serves a file.
func daemonOf(file *app.File) (*control.Client, error) {
	return control.New(file.Config.Server.Listen, string(file.Config.Server.Token))
}
