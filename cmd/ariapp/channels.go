package main

import (
	"time"

	"github.com/spf13/cobra"

	"github.com/ariapp/ariapp/ari"
	"github.com/ariapp/ariapp/internal/hand"
)

func channelsCommand(s streams) *cobra.Command {
	b := &byHand{streams: s}
	return b.group(&cobra.Command{
		Use: "channels", Short: "Looks at Asterisk's channels, and does something to them",
		Long: "Looks at the channels of an Asterisk and does something to them: through the running daemon, or straight\n" +
			"at the Asterisk with --asterisk. All channels can be shown and hung up, of whatever application; the rest\n" +
			"works on those that are in Stasis.",
		Example: "  ariapp channels list\n  ariapp channels play 1700000000.1 sound:hello-world --wait\n" +
			"  ariapp channels list --asterisk http://127.0.0.1:8088/ari --user ariapp",
	}, b.listChannels(), b.showChannel(), b.answerChannel(), b.playChannel(), b.sendKeys(), b.muteChannel(),
		b.holdChannel(),
		b.recordChannel(), b.hangupChannel(), b.moveChannel())
}

func (b *byHand) listChannels() *cobra.Command {
	return &cobra.Command{
		Use: "list", Short: "Lists the channels", Args: cobra.NoArgs,
		Example: "  ariapp channels list\n  ariapp channels list --output json | jq '.[].id'",
		RunE: func(command *cobra.Command, _ []string) error {
			return b.do(func(h hand.Hand) error {
				channels, err := hand.Channels().Do(command.Context(), h, hand.Nothing{})
				if err != nil {
					return err
				}
				return b.show(listed(channels), hand.ChannelTable(channels, time.Now()))
			})
		},
	}
}

// listed is a list for those who count on one.
func listed[T any](all []T) []T {
	if all == nil {
		return []T{}
	}
	return all
}

func (b *byHand) showChannel() *cobra.Command {
	return &cobra.Command{
		Use: "show ID", Short: "Shows all of one channel, as JSON", Args: cobra.ExactArgs(1),
		Example:           "  ariapp channels show 1700000000.1",
		ValidArgsFunction: b.completer(0, channelIDs),
		RunE: func(command *cobra.Command, args []string) error {
			return b.do(func(h hand.Hand) error {
				channel, err := hand.Channel().Do(command.Context(), h, hand.One{ID: args[0]})
				if err != nil {
					return err
				}
				return b.showOne(channel)
			})
		},
	}
}

func (b *byHand) answerChannel() *cobra.Command {
	return &cobra.Command{
		Use: "answer ID", Short: "Answers a channel", Args: cobra.ExactArgs(1),
		Example:           "  ariapp channels answer 1700000000.1",
		ValidArgsFunction: b.completer(0, channelIDs),
		RunE: func(command *cobra.Command, args []string) error {
			return b.do(func(h hand.Hand) error {
				answer, err := hand.Answer().Do(command.Context(), h, hand.One{ID: args[0]})
				if err != nil {
					return err
				}
				return b.done(answer, "%s is answered", args[0])
			})
		},
	}
}

func (b *byHand) sendKeys() *cobra.Command {
	order := hand.KeysOrder{}
	duration, between := time.Duration(0), time.Duration(0)
	command := &cobra.Command{
		Use: "dtmf ID KEYS", Short: "Sends keys to a channel", Args: cobra.ExactArgs(2),
		Long:              "Sends keys to the telephone of a channel. A w is a pause of half a second, a W of a second.",
		Example:           "  ariapp channels dtmf 1700000000.1 12w34#",
		ValidArgsFunction: b.completer(0, channelIDs),
		RunE: func(command *cobra.Command, args []string) error {
			order.ID, order.Keys = args[0], args[1]
			order.DurationMS, order.BetweenMS = int(duration.Milliseconds()), int(between.Milliseconds())
			return b.do(func(h hand.Hand) error {
				answer, err := hand.SendKeys().Do(command.Context(), h, order)
				if err != nil {
					return err
				}
				return b.done(answer, "%s gets the keys", order.ID)
			})
		},
	}
	command.Flags().DurationVar(&duration, "duration", 0, "the `time` of each key; 100ms without it")
	command.Flags().DurationVar(&between, "between", 0, "the `time` between keys; 100ms without it")
	return command
}

func (b *byHand) muteChannel() *cobra.Command {
	order := hand.MuteOrder{}
	command := &cobra.Command{
		Use: "mute ID", Short: "Mutes a channel, or ends that with --off", Args: cobra.ExactArgs(1),
		Example:           "  ariapp channels mute 1700000000.1 --direction in\n  ariapp channels mute 1700000000.1 --off",
		ValidArgsFunction: b.completer(0, channelIDs),
		RunE: func(command *cobra.Command, args []string) error {
			order.ID = args[0]
			return b.do(func(h hand.Hand) error {
				answer, err := hand.Mute().Do(command.Context(), h, order)
				if err != nil {
					return err
				}
				return b.done(answer, "%s is %s", order.ID, onOff(order.Off, "muted"))
			})
		},
	}
	command.Flags().StringVar(&order.Direction, "direction", "both",
		"what is muted: in (it is not heard), out (it hears nothing) or `both`")
	command.Flags().BoolVar(&order.Off, "off", false, "end it")
	return command
}

func onOff(off bool, what string) string {
	if off {
		return "no longer " + what
	}
	return what
}

func (b *byHand) holdChannel() *cobra.Command {
	order := hand.HoldOrder{}
	command := &cobra.Command{
		Use: "hold ID", Short: "Puts a channel on hold, or ends that with --off", Args: cobra.ExactArgs(1),
		Long: "Puts the telephone of a channel on hold. With --music Asterisk plays music on hold of a class itself;\n" +
			"to end that, give --music together with --off.",
		Example: "  ariapp channels hold 1700000000.1\n  ariapp channels hold 1700000000.1 --music default\n" +
			"  ariapp channels hold 1700000000.1 --off",
		ValidArgsFunction: b.completer(0, channelIDs),
		RunE: func(command *cobra.Command, args []string) error {
			order.ID = args[0]
			return b.do(func(h hand.Hand) error {
				answer, err := hand.Hold().Do(command.Context(), h, order)
				if err != nil {
					return err
				}
				return b.done(answer, "%s is %s", order.ID, onOff(order.Off, "on hold"))
			})
		},
	}
	command.Flags().StringVar(&order.Music, "music", "", "the `class` of music on hold that Asterisk plays")
	command.Flags().BoolVar(&order.Off, "off", false, "end it")
	return command
}

func (b *byHand) hangupChannel() *cobra.Command {
	cause := 0
	command := &cobra.Command{
		Use: "hangup ID...", Short: "Hangs channels up", Args: cobra.MinimumNArgs(1),
		Example:           "  ariapp channels hangup 1700000000.1\n  ariapp channels hangup 1700000000.1 --cause 17",
		ValidArgsFunction: b.completer(everywhere, channelIDs),
		RunE: func(command *cobra.Command, args []string) error {
			return b.do(func(h hand.Hand) error {
				for _, id := range args {
					answer, err := hand.Hangup().Do(command.Context(), h, hand.HangupOrder{ID: id, Cause: cause})
					if err != nil {
						return err
					}
					if err := b.done(answer, "%s is hung up", id); err != nil {
						return err
					}
				}
				return nil
			})
		},
	}
	command.Flags().IntVar(&cause, "cause", 0, "why, as a `number` of Q.850: 17 is busy")
	return command
}

func (b *byHand) moveChannel() *cobra.Command {
	order, place := hand.MoveOrder{}, ""
	command := &cobra.Command{
		Use: "move ID (--app NAME | --extension E@CONTEXT)", Args: cobra.ExactArgs(1),
		Short: "Sends a channel to another application, or into the dialplan",
		Example: "  ariapp channels move 1700000000.1 --app ivr\n" +
			"  ariapp channels move 1700000000.1 --extension 200@internal",
		ValidArgsFunction: b.completer(0, channelIDs),
		RunE: func(command *cobra.Command, args []string) error {
			order.ID = args[0]
			if place != "" {
				var err error
				if order.Extension, order.Context, err = hand.ParsePlace(place); err != nil {
					return ordered(err)
				}
			}
			return b.do(func(h hand.Hand) error {
				answer, err := hand.Move().Do(command.Context(), h, order)
				if err != nil {
					return err
				}
				return b.done(answer, "%s goes to %s", order.ID, order.App+place)
			})
		},
	}
	command.Flags().StringVar(&order.App, "app", "", "the `name` of a Stasis application")
	command.Flags().StringSliceVar(&order.Args, "arg", nil, "an `argument` that the application is told")
	command.Flags().StringVar(&place, "extension", "", "a `place` in the dialplan: EXTENSION@CONTEXT")
	return command
}

// flags of a recording.
func recordFlags(command *cobra.Command, order *hand.RecordOrder, wait *bool) {
	flags := command.Flags()
	flags.StringVar(&order.Format, "format", "wav", "the `format` of the file")
	flags.IntVar(&order.MaxSeconds, "max", 0, "end it after so many `seconds`")
	flags.IntVar(&order.SilenceSeconds, "silence", 0, "end it after so many `seconds` of silence")
	flags.StringVar(&order.IfExists, "if-exists", "fail",
		"what becomes of a recording of that name: `fail`, overwrite or append")
	flags.BoolVar(&order.Beep, "beep", false, "beep when it begins")
	flags.StringVar(&order.TerminateOn, "terminate-on", "none", "the `key` that ends it: none, any, * or #")
	flags.BoolVar(wait, "wait", false, "stay until it is over; Ctrl-C ends it, and keeps it")
}

func (b *byHand) recordChannel() *cobra.Command {
	order, wait := hand.RecordOrder{}, false
	command := &cobra.Command{
		Use: "record ID NAME", Short: "Records a channel", Args: cobra.ExactArgs(2),
		Example: "  ariapp channels record 1700000000.1 complaint-7 --max 60 --wait\n" +
			"  ariapp recordings get complaint-7",
		ValidArgsFunction: b.completer(0, channelIDs),
		RunE: func(command *cobra.Command, args []string) error {
			order.ID, order.Name = args[0], args[1]
			return b.record(command, hand.Record(), order, wait)
		},
	}
	recordFlags(command, &order, &wait)
	return command
}

// record begins a recording, and waits for its end if that is wanted.
func (b *byHand) record(command *cobra.Command, of hand.Operation[hand.RecordOrder, *ari.LiveRecording],
	order hand.RecordOrder, wait bool) error {
	return b.do(func(h hand.Hand) error {
		live, err := of.Do(command.Context(), h, order)
		if err != nil {
			return err
		}
		if !wait {
			return b.done(live, "%s is recorded as %s", order.ID, order.Name)
		}
		begin, shown := time.Now(), b.waits()
		err = hand.AwaitRecording(command.Context(), h, order.Name, func(now *ari.LiveRecording) {
			live = now
			shown.now("recording %s: %s, %v", order.Name, now.State, time.Since(begin).Round(time.Second))
		})
		shown.over()
		if err != nil && command.Context().Err() == nil {
			return err
		}
		return b.done(live, "%s was recorded as %s", order.ID, order.Name)
	})
}

func (b *byHand) playChannel() *cobra.Command {
	order, wait := hand.PlayOrder{}, false
	command := &cobra.Command{
		Use: "play ID MEDIA...", Short: "Plays media to a channel", Args: cobra.MinimumNArgs(2),
		Long: "Plays media to a channel, as Asterisk has them: sound:hello-world, recording:NAME, number:42, digits:123,\n" +
			"characters:abc, tone:busy.",
		Example:           "  ariapp channels play 1700000000.1 sound:hello-world number:42 --wait",
		ValidArgsFunction: b.completer(0, channelIDs),
		RunE: func(command *cobra.Command, args []string) error {
			order.ID, order.Media = args[0], args[1:]
			return b.play(command, hand.Play(), order, wait)
		},
	}
	playFlags(command, &order, &wait)
	return command
}

func playFlags(command *cobra.Command, order *hand.PlayOrder, wait *bool) {
	command.Flags().StringVar(&order.Language, "language", "", "the `language` of the sounds")
	command.Flags().BoolVar(wait, "wait", false, "stay until it has been played; Ctrl-C stops it")
}

// play begins to play, and waits for its end if that is wanted.
func (b *byHand) play(command *cobra.Command, of hand.Operation[hand.PlayOrder, hand.Playing],
	order hand.PlayOrder, wait bool) error {
	return b.do(func(h hand.Hand) error {
		playing, err := of.Do(command.Context(), h, order)
		if err != nil {
			return err
		}
		if !wait {
			return b.done(playing, "%s hears it", order.ID)
		}
		shown := b.waits()
		err = hand.AwaitPlayback(command.Context(), h, playing, func(now *ari.Playback) {
			shown.now("playing %s: %s", now.MediaURI, now.State)
		})
		shown.over()
		if err != nil {
			return err
		}
		return b.done(playing, "%s has heard it", order.ID)
	})
}
