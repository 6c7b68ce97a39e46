package main

import "github.com/spf13/cobra"

func asteriskCommand(s streams) *cobra.Command {
	command := &cobra.Command{
		Use:     "asterisk",
		Short:   "Helps to set Asterisk up",
		Example: "  ariapp asterisk config",
	}
	command.AddCommand(asteriskConfigCommand(s))
	return command
}
