package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"

	"github.com/spf13/cobra"

	"github.com/ariapp/ariapp/internal/api"
	"github.com/ariapp/ariapp/internal/control"
	"github.com/ariapp/ariapp/internal/hand"
)

// spied is whose talks a supervisor hears, as commands have it.
type spied struct {
	*centre
	// kind is agents or queues, as in the paths of the API.
	kind   string
	order  api.SpyOrder
	follow bool
	change bool
}

func (c *centre) spyAgent() *cobra.Command {
	return (&spied{centre: c, kind: "agents"}).command(&cobra.Command{
		Use: "spy AGENT", Short: "Rings a supervisor, who then hears an agent's talks",
		Long: "Rings a supervisor's telephone; who answers hears the agent's talk, and then the next ones, until they\n" +
			"hang up or Ctrl-C. Between two talks they hear a beep every few seconds. With --whisper the agent hears\n" +
			"them too, with --barge the caller as well. " + spyKeysHelp,
		Example: "  ariapp agent spy 1001 --listen --from PJSIP/100\n" +
			"  ariapp agent spy 1001 --whisper --from PJSIP/100 --follow=false\n" +
			"  ariapp agent spy 1001 --barge --from PJSIP/100 --change",
		ValidArgsFunction: c.words(c.agentNumbers),
	})
}

func (c *centre) spyQueue() *cobra.Command {
	return (&spied{centre: c, kind: "queues"}).command(&cobra.Command{
		Use: "spy QUEUE", Short: "Rings a supervisor, who then hears the talks of a queue",
		Long: "Rings a supervisor's telephone; who answers hears a talk of the queue, and then the next ones, until they\n" +
			"hang up or Ctrl-C; the key * goes to the talk of the next agent. Between two talks they hear a beep every\n" +
			"few seconds. With --whisper the agent hears them too, with --barge the caller as well. " + spyKeysHelp,
		Example: "  ariapp queue spy sales --listen --from PJSIP/100\n" +
			"  ariapp queue spy sales --whisper --from PJSIP/100 --change",
		ValidArgsFunction: c.words(c.queueNames),
	})
}

const spyKeysHelp = "On the telephone 4 listens, 5 whispers,\n" +
	"6 barges; so does --change, of a supervisor who hears a talk. Each talk begins as ordered.\n\n" +
	"`supervise` in ivr.yaml says what is allowed, and what agent and caller hear before; it is asked for each talk\n" +
	"and each change. The daemon writes into its log who listened to whom, and how. Exit codes are those of\n" +
	"'ariapp originate'."

// command makes a command that rings a supervisor.
func (x *spied) command(command *cobra.Command) *cobra.Command {
	modes := map[string]*bool{}
	command.Args = cobra.ExactArgs(1)
	command.RunE = func(command *cobra.Command, args []string) error {
		for _, mode := range hand.SpyModes() {
			if *modes[mode] {
				x.order.Mode = mode
			}
		}
		if err := x.checkOutput(); err != nil {
			return err
		}
		path := apiPath(x.kind, args[0], "spy")
		if x.change {
			change := api.SpyChange{Mode: x.order.Mode, From: x.order.From}
			if err := x.ask(command.Context(), http.MethodPatch, path, change, nil); err != nil {
				return err
			}
			return x.done("%s: %s", plain(x.order.From), x.order.Mode)
		}
		x.order.Follow = &x.follow
		return x.spyOn(command.Context(), path, x.order)
	}
	for mode, means := range map[string]string{"listen": "only hear the talk", "whisper": "have the agent hear you too",
		"barge": "have both hear you"} {
		modes[mode] = command.Flags().Bool(mode, false, means)
	}
	command.MarkFlagsOneRequired(hand.SpyModes()...)
	command.MarkFlagsMutuallyExclusive(hand.SpyModes()...)
	command.Flags().StringVar(&x.order.From, "from", "", "the supervisor's `endpoint`, such as PJSIP/100")
	command.Flags().BoolVar(&x.follow, "follow", true, "wait for the next talk; --follow=false ends with the first")
	command.Flags().BoolVar(&x.change, "change", false, "ring nobody: change how who is there hears the talk")
	command.MarkFlagsMutuallyExclusive("follow", "change")
	_ = command.MarkFlagRequired("from") // the flag stands above
	return command
}

// spyOn shows how far it is until it is over.
func (c *centre) spyOn(ctx context.Context, path string, order api.SpyOrder) error {
	var end api.SpyEnd
	err := withDaemon(c.file, func(daemon *control.Client) error {
		return daemon.StreamOrder(ctx, path, order, func(line []byte) error {
			if c.output == "json" {
				_, err := fmt.Fprintf(c.out, "%s\n", line)
				end = api.SpyEnd{}
				return firstOf(err, json.Unmarshal(line, &end))
			}
			var now hand.Progress
			var news api.SpyNews
			end = api.SpyEnd{}
			if err := firstOf(json.Unmarshal(line, &now), json.Unmarshal(line, &news), json.Unmarshal(line, &end)); err != nil {
				return fmt.Errorf("reading the daemon's answer: %w", err)
			}
			if text := spyText(news); text != "" {
				_, err := fmt.Fprintln(c.out, text)
				return err
			}
			if now.Stage == "" {
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

// spyText is what becomes of the talks that a supervisor hears, "" for what is told otherwise.
func spyText(news api.SpyNews) string {
	talk := fmt.Sprintf("agent %s, call %s", plain(news.Agent), plain(news.Call))
	switch hand.NewsKind(news.Type) {
	case hand.Hears:
		return fmt.Sprintf("%s: %s", talk, plain(news.Mode))
	case hand.Refused:
		return fmt.Sprintf("%s: not allowed to %s: %s", talk, plain(news.Mode), plain(news.Why))
	case hand.Waits:
		return "waiting for the next talk"
	}
	return ""
}
