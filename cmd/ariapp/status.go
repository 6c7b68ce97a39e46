package main

import (
	"bytes"
	"encoding/json"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/ariapp/ariapp/internal/control"
)

func statusCommand(s streams) *cobra.Command {
	file := ""
	command := &cobra.Command{
		Use:   "status",
		Short: "Shows what the running daemon does, as JSON",
		Long: "Shows what the running daemon does: calls under way, connections, the version of the file, the last\n" +
			"reload; and how many instances there are, which 'ariapp cluster status' shows one by one.",
		Example: "  ariapp status\n  ariapp status | jq .calls",
		Args:    cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error {
			return withDaemon(file, func(daemon *control.Client) error {
				status, err := daemon.Status(command.Context())
				if err != nil {
					return err
				}
				var text bytes.Buffer
				if err := json.Indent(&text, bytes.TrimSpace(status), "", "  "); err != nil {
					return fmt.Errorf("reading the daemon's answer: %w", err)
				}
				fmt.Fprintln(s.out, text.String())
				return nil
			})
		},
	}
	command.Flags().StringVarP(&file, "config", "c", defaultFile, "the `file` that the daemon serves")
	return command
}
