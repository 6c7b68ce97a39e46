package main

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/ariapp/ariapp/internal/hand"
)

func deviceCommand(s streams) *cobra.Command {
	b := &byHand{streams: s}
	return b.group(&cobra.Command{
		Use: "device", Short: "Shows and sets device states",
		Long: "Shows the state of a device, and sets those whose names begin with " + hand.DevicePrefix + ": a lamp on a\n" +
			"telephone that has one of them as its hint shows it.",
		Example: "  ariapp device set Stasis:night INUSE\n  ariapp device get PJSIP/100",
	}, b.listDevices(), b.getDevice(), b.setDevice(), b.deleteDevice())
}

// deviceNames are the devices that were set by hand, for a shell.
func deviceNames(ctx context.Context, h hand.Hand) ([]string, error) {
	devices, err := hand.Devices().Do(ctx, h, hand.Nothing{})
	var words []string
	for _, d := range devices {
		words = append(words, offered(d.Name, string(d.State)))
	}
	return words, err
}

func (b *byHand) listDevices() *cobra.Command {
	return &cobra.Command{
		Use: "list", Short: "Lists the devices that were set by hand", Args: cobra.NoArgs,
		Example: "  ariapp device list",
		RunE: func(command *cobra.Command, _ []string) error {
			return b.do(func(h hand.Hand) error {
				devices, err := hand.Devices().Do(command.Context(), h, hand.Nothing{})
				if err != nil {
					return err
				}
				return b.show(listed(devices), hand.DeviceTable(devices))
			})
		},
	}
}

func (b *byHand) getDevice() *cobra.Command {
	return &cobra.Command{
		Use: "get DEVICE", Short: "Shows the state of a device", Args: cobra.ExactArgs(1),
		Example:           "  ariapp device get PJSIP/100",
		ValidArgsFunction: b.completer(0, deviceNames),
		RunE: func(command *cobra.Command, args []string) error {
			return b.do(func(h hand.Hand) error {
				device, err := hand.Device().Do(command.Context(), h, hand.DeviceOrder{Name: args[0]})
				if err != nil {
					return err
				}
				return b.done(device, "%s", device.State)
			})
		},
	}
}

func (b *byHand) setDevice() *cobra.Command {
	return &cobra.Command{
		Use: "set DEVICE STATE", Short: "Gives a device a state", Args: cobra.ExactArgs(2),
		Example: "  ariapp device set Stasis:night INUSE",
		ValidArgsFunction: func(command *cobra.Command, args []string, begun string) ([]string, cobra.ShellCompDirective) {
			if len(args) == 1 {
				return hand.DeviceStates(), cobra.ShellCompDirectiveNoFileComp
			}
			return b.completer(0, deviceNames)(command, args, begun)
		},
		RunE: func(command *cobra.Command, args []string) error {
			return b.do(func(h hand.Hand) error {
				answer, err := hand.SetDevice().Do(command.Context(), h, hand.SetDeviceOrder{Name: args[0], State: args[1]})
				if err != nil {
					return err
				}
				return b.done(answer, "%s is %s", args[0], args[1])
			})
		},
	}
}

func (b *byHand) deleteDevice() *cobra.Command {
	return &cobra.Command{
		Use: "delete DEVICE", Short: "Forgets a device that was set by hand", Args: cobra.ExactArgs(1),
		Example:           "  ariapp device delete Stasis:night",
		ValidArgsFunction: b.completer(0, deviceNames),
		RunE: func(command *cobra.Command, args []string) error {
			return b.do(func(h hand.Hand) error {
				answer, err := hand.DeleteDevice().Do(command.Context(), h, hand.OwnDeviceOrder{Name: args[0]})
				if err != nil {
					return err
				}
				return b.done(answer, "%s is forgotten", args[0])
			})
		},
	}
}
