package main

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/ariapp/ariapp/ari"
	"github.com/ariapp/ariapp/internal/control"
	"github.com/ariapp/ariapp/internal/hand"
)

// calling is what originate and connect have in common.
type calling struct {
	*byHand
	callerID  string
	variables []string
	timeout   time.Duration
}

func (c *calling) add(command *cobra.Command) {
	c.flags(command)
	flags := command.Flags()
	flags.StringVar(&c.callerID, "caller-id", "", "who calls: a number, or '`Name <number>`'")
	flags.StringArrayVar(&c.variables, "var", nil, "a `NAME=VALUE` of the channel; may be given several times")
	flags.DurationVar(&c.timeout, "timeout", hand.RingTime, "how `long` it rings")
}

// leg is the call to an endpoint.
func (c *calling) leg(endpoint string) (hand.Leg, error) {
	leg := hand.Leg{Endpoint: endpoint, CallerID: c.callerID, Timeout: c.timeout, Variables: map[string]string{}}
	for _, one := range c.variables {
		name, value, found := strings.Cut(one, "=")
		if !found || name == "" {
			return leg, usagef("--var %q: NAME=VALUE is possible", one)
		}
		leg.Variables[name] = value
	}
	if c.timeout <= 0 {
		return leg, usagef("--timeout %v: more than nothing is possible", c.timeout)
	}
	return leg, nil
}

// tell tells how far a call has come: on a terminal in one line, else nothing.
func (c *calling) tell(shown waiting, begin time.Time) func(hand.Progress) {
	return func(p hand.Progress) {
		shown.now("%s: %s, %v", p.Endpoint, p.Stage, time.Since(begin).Round(time.Second))
		if p.Stage == hand.Joined || p.Stage == hand.SentOn {
			shown.over()
			if c.output != "json" {
				fmt.Fprintf(c.err, "%s is %s as %s\n", p.Endpoint, p.Stage, p.Channel)
			}
		}
	}
}

// result prints what came of a call.
func (c *calling) result(r hand.Result) error {
	if c.output == "json" {
		return printJSON(c.out, r)
	}
	if r.Cause == "" {
		_, err := fmt.Fprintf(c.out, "%s\n", r.Channel)
		return err
	}
	_, err := fmt.Fprintf(c.out, "%s: %s\n", r.Channel, plain(r.Cause))
	return err
}

func originateCommand(s streams) *cobra.Command {
	c, flow, place, bridge, wait := &calling{byHand: &byHand{streams: s}}, "", "", "", false
	command := &cobra.Command{
		Use:   "originate ENDPOINT (--flow F | --extension E@CONTEXT | --bridge ID)",
		Short: "Calls a telephone, and says what becomes of who answers", Args: cobra.ExactArgs(1),
		Long: "Calls an endpoint. Who answers walks a flow of the daemon, goes on in the dialplan, or joins a bridge.\n\n" +
			"Through the daemon the rules of ivr.yaml say who may be called. Straight at an Asterisk, with --asterisk,\n" +
			"nothing does but ARI's password; there are no flows, and with --bridge the command stays until the call is\n" +
			"over. Ctrl-C hangs up what is not the daemon's or the dialplan's. Exit codes tell a busy telephone (90) from\n" +
			"one that nobody answers (91), one that rejects the call (92), and one that cannot be reached (93).",
		Example: "  ariapp originate PJSIP/100 --flow survey --caller-id 'Support <200>' --wait\n" +
			"  ariapp originate PJSIP/100 --extension 200@internal\n" +
			"  ariapp originate PJSIP/100 --bridge sales",
		ValidArgsFunction: c.completer(0, endpointNames),
		RunE: func(command *cobra.Command, args []string) error {
			leg, err := c.leg(args[0])
			if err != nil {
				return err
			}
			o := hand.Origination{Leg: leg, Bridge: bridge, Wait: wait}
			if place != "" {
				if o.Extension, o.Context, err = hand.ParsePlace(place); err != nil {
					return ordered(err)
				}
			}
			return c.originate(command.Context(), o, flow, place)
		},
	}
	c.add(command)
	command.Flags().StringVar(&flow, "flow", "", "the `flow` that is walked; needs the daemon")
	command.Flags().StringVar(&place, "extension", "", "where the call goes in the dialplan: `EXTENSION@CONTEXT`")
	command.Flags().StringVar(&bridge, "bridge", "", "the `bridge` that the call joins; it must be there")
	command.Flags().BoolVar(&wait, "wait", false,
		"stay until somebody has answered; straight at an Asterisk, until the call is over")
	command.MarkFlagsMutuallyExclusive("flow", "extension", "bridge")
	command.MarkFlagsOneRequired("flow", "extension", "bridge")
	return command
}

// originate makes a call by the way that leads there.
func (c *calling) originate(ctx context.Context, o hand.Origination, flow, place string) error {
	if err := c.checkOutput(); err != nil {
		return err
	}
	switch {
	case flow != "" && c.straight():
		return usagef("--flow is walked by the daemon; --asterisk leaves it out")
	case c.straight():
		return c.directly(func(client *ari.Client) error {
			shown := c.waits()
			var r hand.Result
			err := patiently(func() (err error) {
				r, err = hand.Originate(ctx, client, o, c.tell(shown, time.Now()))
				return err
			})
			shown.over()
			if err != nil {
				return err
			}
			return c.result(r)
		})
	}
	return c.order(ctx, control.Order{Endpoint: o.Endpoint, Flow: flow, Extension: place, Bridge: o.Bridge,
		Asterisk: c.on}, o.Leg, o.Wait)
}

// order has the daemon make a call.
func (c *calling) order(ctx context.Context, order control.Order, leg hand.Leg, wait bool) error {
	order.Variables, order.Timeout = leg.Variables, max(1, int(leg.Timeout/time.Second))
	order.CallerID.Name, order.CallerID.Number = hand.ParseCallerID(leg.CallerID)
	return withDaemon(c.file, func(daemon *control.Client) error {
		shown := c.waits()
		shown.now("%s: dialling", order.Endpoint)
		var placed control.Placed
		err := patiently(func() (err error) {
			placed, err = daemon.Originate(ctx, order, wait)
			return err
		})
		shown.over()
		if err != nil {
			return err
		}
		if !wait {
			return c.result(hand.Result{Channel: placed.ID})
		}
		if placed.Outcome == nil || !placed.Outcome.Answered {
			cause := ""
			if placed.Outcome != nil {
				cause = placed.Outcome.Cause
			}
			return fmt.Errorf("calling %s: %w (%s)", order.Endpoint, hand.Unanswered(cause), cause)
		}
		return c.result(hand.Result{Channel: placed.ID})
	})
}
