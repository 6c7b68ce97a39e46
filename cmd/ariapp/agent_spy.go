package main

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/ariapp/ariapp/internal/api"
	"github.com/ariapp/ariapp/internal/control"
	"github.com/ariapp/ariapp/internal/hand"
)

func (c *centre) spy() *cobra.Command {
	order, modes := api.SpyOrder{}, map[string]*bool{}
	command := &cobra.Command{
		Use: "spy AGENT", Short: "Rings a supervisor, who then hears an agent's talk", Args: cobra.ExactArgs(1),
		Long: "Rings a supervisor's telephone; who answers hears the agent's talk, until they hang up, the talk ends, or\n" +
			"Ctrl-C. With --whisper the agent hears them too, with --barge the caller as well.\n\n" +
			"`supervise` in ivr.yaml says what is allowed, and what agent and caller hear before. The daemon writes into\n" +
			"its log who listened to whom, and how. Exit codes are those of 'ariapp originate'.",
		Example: "  ariapp agent spy 1001 --listen --from PJSIP/100\n" +
			"  ariapp agent spy 1001 --whisper --from PJSIP/100",
		ValidArgsFunction: c.words(c.agentNumbers),
		RunE: func(command *cobra.Command, args []string) error {
			for _, mode := range hand.SpyModes() {
				if *modes[mode] {
					order.Mode = mode
				}
			}
			if c.output != "text" && c.output != "json" {
				return usagef("--output %q: use text or json", c.output)
			}
			return c.spyOn(command.Context(), args[0], order)
		},
	}
	for mode, means := range map[string]string{"listen": "only hear the talk", "whisper": "have the agent hear you too",
		"barge": "have both hear you"} {
		modes[mode] = command.Flags().Bool(mode, false, means)
	}
	command.MarkFlagsOneRequired(hand.SpyModes()...)
	command.MarkFlagsMutuallyExclusive(hand.SpyModes()...)
	command.Flags().StringVar(&order.From, "from", "", "the supervisor's `endpoint`, such as PJSIP/100")
	_ = command.MarkFlagRequired("from") // the flag stands above
	return command
}

// spyOn shows how far it is until it is over.
func (c *centre) spyOn(ctx context.Context, agent string, order api.SpyOrder) error {
	var end api.SpyEnd
	err := withDaemon(c.file, func(daemon *control.Client) error {
		return daemon.StreamOrder(ctx, apiPath("agents", agent, "spy"), order, func(line []byte) error {
			if c.output == "json" {
				_, err := fmt.Fprintf(c.out, "%s\n", line)
				end = api.SpyEnd{}
				return firstOf(err, json.Unmarshal(line, &end))
			}
			var now hand.Progress
			end = api.SpyEnd{}
			if err := firstOf(json.Unmarshal(line, &now), json.Unmarshal(line, &end)); err != nil {
				return fmt.Errorf("reading the daemon's answer: %w", err)
			}
			if end.Type != "" {
				return nil
			}
			_, err := fmt.Fprintf(c.out, "%s: %s\n", plain(now.Endpoint), plain(string(now.Stage)))
			return err
		})
	})
	switch {
	case ctx.Err() != nil:
		return nil
	case err != nil:
		return ofCentre(err)
	case end.Error != "":
		return end.Err()
	}
	return c.done("over: %s", plain(end.Cause))
}
