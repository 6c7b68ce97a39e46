package main

import (
	"errors"
	"log/slog"

	"github.com/spf13/cobra"

	"github.com/ariapp/ariapp/app"
)

func serveCommand(s streams) *cobra.Command {
	file := ""
	command := &cobra.Command{
		Use:   "serve",
		Short: "Takes calls: the daemon",
		Long: "Connects to the Asterisks of ivr.yaml and takes their calls until it is told to stop.\n\n" +
			"An Asterisk that is away or refuses us is said in the log and tried again. SIGTERM or Ctrl-C\n" +
			"stops taking calls, lets those under way end for app.drain_timeout, and sends the rest back\n" +
			"to the dialplan. Logs go to standard error.",
		Example: "  ariapp serve\n" +
			"  ARIAPP_ASTERISK_PASSWORD=secret ariapp serve -c /etc/ariapp/ivr.yaml",
		Args: cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error {
			loaded, err := usableFile(s, file)
			if err != nil {
				return err
			}
			if len(loaded.Config.Asterisk) == 0 {
				return errors.New("the file names no asterisk to serve")
			}
			daemon, err := app.New(app.Options{File: loaded, Logger: logger(s, loaded.Config.App.LogLevel)})
			if err != nil {
				return err
			}
			return daemon.Run(command.Context())
		},
	}
	command.Flags().StringVarP(&file, "config", "c", defaultFile, "the `file` to serve")
	return command
}

// usableFile loads a file for a command that runs it: findings go to standard error.
func usableFile(s streams, path string) (*app.File, error) {
	loaded, findings, err := loadFile(path)
	if err != nil {
		return nil, err
	}
	return loaded, printFindings(streams{out: s.err, err: s.err}, findings, "text")
}

// logger writes lines of key=value to standard error.
func logger(s streams, level string) *slog.Logger {
	var least slog.Level
	if least.UnmarshalText([]byte(level)) != nil {
		least = slog.LevelInfo
	}
	return slog.New(slog.NewTextHandler(s.err, &slog.HandlerOptions{Level: least}))
}
