package main

import (
	"github.com/spf13/cobra"

	"github.com/ariapp/ariapp/internal/hand"
)

func soundsCommand(s streams) *cobra.Command {
	b := &byHand{streams: s}
	order := hand.SoundsOrder{}
	command := &cobra.Command{
		Use: "sounds [TEXT]", Short: "Lists the sounds that Asterisk knows", Args: cobra.MaximumNArgs(1),
		Long:    "Lists the sounds of an Asterisk: all, or those with a text in their names.",
		Example: "  ariapp sounds\n  ariapp sounds vm- --language fr",
		RunE: func(command *cobra.Command, args []string) error {
			order.Match = append(args, "")[0]
			return b.do(func(h hand.Hand) error {
				sounds, err := hand.Sounds().Do(command.Context(), h, order)
				if err != nil {
					return err
				}
				return b.show(listed(sounds), hand.SoundTable(sounds))
			})
		},
	}
	b.flags(command)
	command.Flags().StringVar(&order.Language, "language", "", "only those in a `language`")
	command.Flags().StringVar(&order.Format, "format", "", "only those in a `format`")
	return command
}
