package main

import (
	"time"

	"github.com/spf13/cobra"

	"github.com/ariapp/ariapp/internal/hand"
)

func bridgeCommand(s streams) *cobra.Command {
	b := &byHand{streams: s}
	return b.group(&cobra.Command{
		Use: "bridge", Short: "Makes bridges of channels, and looks at them",
		Long: "Makes, shows and ends the bridges of an Asterisk, and puts channels into them: through the running daemon,\n" +
			"or straight at the Asterisk with --asterisk.",
		Example: "  ariapp bridge create --name sales\n  ariapp bridge add BRIDGE 1700000000.1 1700000000.7",
	}, b.createBridge(), b.listBridges(), b.showBridge(), b.addToBridge(), b.removeFromBridge(), b.playBridge(),
		b.recordBridge(), b.destroyBridge())
}

func (b *byHand) createBridge() *cobra.Command {
	order := hand.BridgeOrder{}
	command := &cobra.Command{
		Use: "create [ID]", Short: "Makes a bridge, and prints its id", Args: cobra.MaximumNArgs(1),
		Long: "Makes a bridge, and prints its id. It is there until it is destroyed: nothing else ends it.",
		Example: "  ariapp bridge create sales --name 'Sales talk'\n" +
			"  ariapp bridge create --type holding",
		RunE: func(command *cobra.Command, args []string) error {
			order.BridgeID = append(args, "")[0]
			return b.do(func(h hand.Hand) error {
				bridge, err := hand.CreateBridge().Do(command.Context(), h, order)
				if err != nil {
					return err
				}
				return b.done(bridge, "%s", bridge.ID)
			})
		},
	}
	command.Flags().StringVar(&order.Name, "name", "", "the `name` of the bridge")
	command.Flags().StringVar(&order.Type, "type", "",
		"the `kind`: mixing, holding, or a list as ARI takes it")
	return command
}

func (b *byHand) listBridges() *cobra.Command {
	return &cobra.Command{
		Use: "list", Short: "Lists the bridges", Args: cobra.NoArgs,
		Example: "  ariapp bridge list",
		RunE: func(command *cobra.Command, _ []string) error {
			return b.do(func(h hand.Hand) error {
				bridges, err := hand.Bridges().Do(command.Context(), h, hand.Nothing{})
				if err != nil {
					return err
				}
				return b.show(listed(bridges), hand.BridgeTable(bridges, time.Now()))
			})
		},
	}
}

func (b *byHand) showBridge() *cobra.Command {
	return &cobra.Command{
		Use: "show ID", Short: "Shows all of one bridge, as JSON", Args: cobra.ExactArgs(1),
		Example:           "  ariapp bridge show sales",
		ValidArgsFunction: b.completer(0, bridgeIDs),
		RunE: func(command *cobra.Command, args []string) error {
			return b.do(func(h hand.Hand) error {
				bridge, err := hand.Bridge().Do(command.Context(), h, hand.One{ID: args[0]})
				if err != nil {
					return err
				}
				return b.showOne(bridge)
			})
		},
	}
}

// members offers a bridge, then channels.
func (b *byHand) members() func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	bridges, channels := b.completer(0, bridgeIDs), b.completer(everywhere, channelIDs)
	return func(command *cobra.Command, args []string, begun string) ([]string, cobra.ShellCompDirective) {
		if len(args) == 0 {
			return bridges(command, args, begun)
		}
		return channels(command, args, begun)
	}
}

func (b *byHand) addToBridge() *cobra.Command {
	order := hand.MembersOrder{}
	command := &cobra.Command{
		Use: "add ID CHANNEL...", Short: "Puts channels into a bridge", Args: cobra.MinimumNArgs(2),
		Example: "  ariapp bridge add sales 1700000000.1 1700000000.7\n" +
			"  ariapp bridge add sales 1700000000.9 --mute",
		ValidArgsFunction: b.members(),
		RunE: func(command *cobra.Command, args []string) error {
			order.ID, order.Channels = args[0], args[1:]
			return b.do(func(h hand.Hand) error {
				answer, err := hand.AddToBridge().Do(command.Context(), h, order)
				if err != nil {
					return err
				}
				return b.done(answer, "%d put into %s", len(order.Channels), order.ID)
			})
		},
	}
	command.Flags().BoolVar(&order.Mute, "mute", false, "they are not heard")
	command.Flags().BoolVar(&order.AbsorbKeys, "absorb-dtmf", false, "the others do not get their keys")
	command.Flags().StringVar(&order.Role, "role", "", "in a holding bridge, their `role`: participant or announcer")
	return command
}

func (b *byHand) removeFromBridge() *cobra.Command {
	return &cobra.Command{
		Use: "remove ID CHANNEL...", Short: "Takes channels out of a bridge", Args: cobra.MinimumNArgs(2),
		Example:           "  ariapp bridge remove sales 1700000000.1",
		ValidArgsFunction: b.members(),
		RunE: func(command *cobra.Command, args []string) error {
			return b.do(func(h hand.Hand) error {
				answer, err := hand.RemoveFromBridge().Do(command.Context(), h, hand.MembersOrder{ID: args[0], Channels: args[1:]})
				if err != nil {
					return err
				}
				return b.done(answer, "%d taken out of %s", len(args)-1, args[0])
			})
		},
	}
}

func (b *byHand) playBridge() *cobra.Command {
	order, wait := hand.PlayOrder{}, false
	command := &cobra.Command{
		Use: "play ID MEDIA...", Short: "Plays media to all in a bridge", Args: cobra.MinimumNArgs(2),
		Example:           "  ariapp bridge play sales sound:beep --wait",
		ValidArgsFunction: b.completer(0, bridgeIDs),
		RunE: func(command *cobra.Command, args []string) error {
			order.ID, order.Media = args[0], args[1:]
			return b.play(command, hand.PlayInBridge(), order, wait)
		},
	}
	playFlags(command, &order, &wait)
	return command
}

func (b *byHand) recordBridge() *cobra.Command {
	order, wait := hand.RecordOrder{}, false
	command := &cobra.Command{
		Use: "record ID NAME", Short: "Records what all in a bridge say", Args: cobra.ExactArgs(2),
		Example:           "  ariapp bridge record sales talk-7 --wait",
		ValidArgsFunction: b.completer(0, bridgeIDs),
		RunE: func(command *cobra.Command, args []string) error {
			order.ID, order.Name = args[0], args[1]
			return b.record(command, hand.RecordBridge(), order, wait)
		},
	}
	recordFlags(command, &order, &wait)
	return command
}

func (b *byHand) destroyBridge() *cobra.Command {
	return &cobra.Command{
		Use: "destroy ID", Short: "Ends a bridge; who was in it is not hung up", Args: cobra.ExactArgs(1),
		Example:           "  ariapp bridge destroy sales",
		ValidArgsFunction: b.completer(0, bridgeIDs),
		RunE: func(command *cobra.Command, args []string) error {
			return b.do(func(h hand.Hand) error {
				answer, err := hand.DestroyBridge().Do(command.Context(), h, hand.One{ID: args[0]})
				if err != nil {
					return err
				}
				return b.done(answer, "%s is destroyed", args[0])
			})
		},
	}
}
