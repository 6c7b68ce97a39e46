package main

import (
	"errors"
	"time"

	"github.com/spf13/cobra"

	"github.com/ariapp/ariapp/ari"
	"github.com/ariapp/ariapp/internal/control"
	"github.com/ariapp/ariapp/internal/hand"
)

func connectCommand(s streams) *cobra.Command {
	c, wait := &calling{byHand: &byHand{streams: s}}, false
	command := &cobra.Command{
		Use: "connect A B", Short: "Calls one telephone, then another, and lets them talk", Args: cobra.ExactArgs(2),
		Long: "Calls one endpoint; when it answers, another, which the first hears ring; and lets them talk.\n\n" +
			"Through the daemon the call is the daemon's from then on, and the rules of ivr.yaml say who may be called.\n" +
			"Straight at an Asterisk, with --asterisk, the command stays until one of them hangs up or Ctrl-C; then the\n" +
			"other is hung up. Exit codes are those of 'ariapp originate'.",
		Example: "  ariapp connect PJSIP/100 PJSIP/101\n" +
			"  ariapp connect PJSIP/100 PJSIP/0301234567@trunk --caller-id 'Support <200>' --asterisk main",
		ValidArgsFunction: c.completer(everywhere, endpointNames),
		RunE: func(command *cobra.Command, args []string) error {
			first, err := c.leg(args[0])
			if err != nil {
				return err
			}
			second, err := c.leg(args[1])
			if err := errors.Join(err, c.checkOutput()); err != nil {
				return err
			}
			if !c.straight() {
				return c.order(command.Context(), control.Order{Endpoint: args[0], Connect: args[1], Asterisk: c.on}, first, wait)
			}
			return c.directly(func(client *ari.Client) error {
				shown := c.waits()
				var r hand.Result
				err := patiently(func() (err error) {
					r, err = hand.Connect(command.Context(), client, first, second, c.tell(shown, time.Now()))
					return err
				})
				shown.over()
				if err != nil {
					return err
				}
				return c.result(r)
			})
		},
	}
	c.add(command)
	command.Flags().BoolVar(&wait, "wait", false, "through the daemon, stay until the first has answered")
	return command
}
