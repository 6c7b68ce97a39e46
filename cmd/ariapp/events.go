package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/ariapp/ariapp/ari"
	"github.com/ariapp/ariapp/internal/hand"
)

func eventsCommand(s streams) *cobra.Command {
	b := &byHand{streams: s}
	return b.group(&cobra.Command{
		Use: "events", Short: "Listens to what Asterisk tells", Example: "  ariapp events tail --type ChannelDestroyed",
	}, b.tailEvents())
}

func (b *byHand) tailEvents() *cobra.Command {
	wanted := hand.Listening{}
	command := &cobra.Command{
		Use: "tail", Short: "Prints events as they come, a line of JSON each", Args: cobra.NoArgs,
		Long: "Prints the events of an Asterisk as they come, a line of JSON each, until Ctrl-C.\n\n" +
			"What --type names is all that Asterisk sends; --filter is looked at here. Without --source it is what the\n" +
			"channels of all endpoints do, and what happens in the bridges that there are at the beginning.",
		Example: "  ariapp events tail\n  ariapp events tail --type ChannelDestroyed --filter '\"cause\":17'\n" +
			"  ariapp events tail --source endpoint:PJSIP/100 --source bridge:sales",
		RunE: func(command *cobra.Command, _ []string) error {
			return b.do(func(h hand.Hand) error {
				return h.Events(command.Context(), wanted, func(line []byte) error {
					_, err := fmt.Fprintf(b.out, "%s\n", line)
					return err
				})
			})
		},
	}
	command.Flags().StringSliceVar(&wanted.Types, "type", nil, "only events of this `type`")
	command.Flags().StringSliceVar(&wanted.Sources, "source", nil,
		"listen to `this`: channel:ID, bridge:ID, endpoint:TECH/NAME, deviceState:NAME")
	command.Flags().StringVar(&wanted.Filter, "filter", "", "only events whose JSON fits this `regular expression`")
	_ = command.RegisterFlagCompletionFunc("type",
		func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			return ari.EventTypes(), cobra.ShellCompDirectiveNoFileComp
		})
	return command
}
