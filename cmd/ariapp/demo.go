package main

import (
	"github.com/spf13/cobra"

	reference "github.com/ariapp/ariapp"
	"github.com/ariapp/ariapp/app"
	"github.com/ariapp/ariapp/internal/demo"
)

func demoCommand(s streams) *cobra.Command {
	keep, verbose := false, false
	command := &cobra.Command{
		Use:   "demo",
		Short: "Shows sixteen calls on a stand-in for Asterisk",
		Long: "Starts a stand-in for Asterisk on a loopback port and the daemon on it, with the shipped\n" +
			"ivr.yaml. Sixteen callers with different fates dial in, and everything that happens to them is\n" +
			"shown. It takes about half a minute, needs neither network nor root, and fails when a caller\n" +
			"meets another fate than the file gives them.",
		Example: "  ariapp demo\n" +
			"  ariapp demo --keep     # and leave the stand-in running for requests of your own",
		Args: cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error {
			file, findings, err := app.Parse(defaultFile, reference.Reference)
			if err != nil {
				return err
			}
			if err := printFindings(streams{out: s.err, err: s.err}, findings, "text"); err != nil {
				return err
			}
			opts := demo.Options{File: file, Out: s.out, Keep: keep}
			if verbose {
				opts.Logger = logger(s, "debug")
			}
			return demo.Run(command.Context(), opts)
		},
	}
	command.Flags().BoolVar(&keep, "keep", false, "stay when the calls are over, until Ctrl-C")
	command.Flags().BoolVarP(&verbose, "verbose", "v", false, "show the daemon's own log too")
	return command
}
