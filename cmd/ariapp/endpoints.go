package main

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/ariapp/ariapp/internal/hand"
)

func endpointsCommand(s streams) *cobra.Command {
	b := &byHand{streams: s}
	return b.group(&cobra.Command{
		Use: "endpoints", Short: "Looks at Asterisk's endpoints, and sends them messages",
		Example: "  ariapp endpoints list\n" +
			"  ariapp endpoints send PJSIP/100 'Your taxi is here' --from pjsip:desk@example.com",
	}, b.listEndpoints(), b.showEndpoint(), b.sendMessage())
}

// endpointNames are the endpoints that there are, for a shell.
func endpointNames(ctx context.Context, h hand.Hand) ([]string, error) {
	endpoints, err := hand.Endpoints().Do(ctx, h, hand.Nothing{})
	var words []string
	for _, row := range hand.EndpointTable(endpoints)[1:] {
		words = append(words, offered(row[0], row[1]))
	}
	return words, err
}

func (b *byHand) listEndpoints() *cobra.Command {
	return &cobra.Command{
		Use: "list", Short: "Lists the endpoints", Args: cobra.NoArgs,
		Example: "  ariapp endpoints list",
		RunE: func(command *cobra.Command, _ []string) error {
			return b.do(func(h hand.Hand) error {
				endpoints, err := hand.Endpoints().Do(command.Context(), h, hand.Nothing{})
				if err != nil {
					return err
				}
				return b.show(listed(endpoints), hand.EndpointTable(endpoints))
			})
		},
	}
}

func (b *byHand) showEndpoint() *cobra.Command {
	return &cobra.Command{
		Use: "show TECH/NAME", Short: "Shows all of one endpoint, as JSON", Args: cobra.ExactArgs(1),
		Example:           "  ariapp endpoints show PJSIP/100",
		ValidArgsFunction: b.completer(0, endpointNames),
		RunE: func(command *cobra.Command, args []string) error {
			name, err := hand.ParseEndpoint(args[0])
			if err != nil {
				return ordered(err)
			}
			return b.do(func(h hand.Hand) error {
				endpoint, err := hand.Endpoint().Do(command.Context(), h, name)
				if err != nil {
					return err
				}
				return b.showOne(endpoint)
			})
		},
	}
}

func (b *byHand) sendMessage() *cobra.Command {
	from := ""
	command := &cobra.Command{
		Use: "send TECH/NAME TEXT", Short: "Sends a text to an endpoint", Args: cobra.ExactArgs(2),
		Example:           "  ariapp endpoints send PJSIP/100 'Your taxi is here' --from pjsip:desk@example.com",
		ValidArgsFunction: b.completer(0, endpointNames),
		RunE: func(command *cobra.Command, args []string) error {
			name, err := hand.ParseEndpoint(args[0])
			if err != nil {
				return ordered(err)
			}
			return b.do(func(h hand.Hand) error {
				answer, err := hand.SendMessage().Do(command.Context(), h,
					hand.MessageOrder{Tech: name.Tech, Resource: name.Resource, From: from, Body: args[1]})
				if err != nil {
					return err
				}
				return b.done(answer, "%s is sent it", args[0])
			})
		},
	}
	command.Flags().StringVar(&from, "from", "", "who sends it: an `address` such as pjsip:desk@example.com")
	return command
}
