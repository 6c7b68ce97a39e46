package main

import (
	"context"
	"errors"
	"os"
	"time"

	"github.com/spf13/cobra"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/scenario"
	"github.com/ariapp/ariapp/internal/simulate"
	"github.com/ariapp/ariapp/internal/store"
)

func simulateCommand(s streams) *cobra.Command {
	played := simulated{call: simulate.Call{Out: s.out}}
	command := &cobra.Command{
		Use:   "simulate [file]",
		Short: "Makes a call in the terminal",
		Long: "Makes a call to the flows of ivr.yaml, in the terminal and without Asterisk.\n\n" +
			"Type 0-9, *, # and A-D to press keys, q or Ctrl-C to hang up. With --keys a script does it\n" +
			"instead, and no time passes: durations wait, keys are pressed, @prompt waits until that prompt\n" +
			"begins, hangup hangs up. Prompts are named, not heard. With --text it is no call, but a text from\n" +
			"--from to --to, which the flow of messages takes. Schedules are asked for the time of --at, tables are\n" +
			"read; what is stored is forgotten at the end, and web services are asked only with --http.\n\n" +
			"Nobody else is in the queues, and all agents of the file are logged in. Like every telephone theirs are\n" +
			"answered after three seconds; --agent says of one, or with * of all others, what they do instead: an\n" +
			"agent answers, busy, rejects, unavailable or nobody (it rings until it is given up), with 'after 4s'. Who\n" +
			"answers may go on with 'presses 1', 'after 2s', and hang up with 'talks 30s'.",
		Example: "  ariapp simulate --to 200\n" +
			"  ariapp simulate --to 200 --keys '@basic-pbx-ivr-main 2s 2, @vm-enter-num-to-call 1234#, hangup'\n" +
			"  ariapp simulate --to 200 --at 2026-12-24T18:00 --keys ''\n" +
			"  ariapp simulate --to 200 --agent '1001 busy' --agent '* answers after 4s, talks 30s'\n" +
			"  ariapp simulate --to 200 --from 100 --text 'call me back'\n" +
			"  echo 1 | ariapp simulate other.yaml --to 200 --language de",
		Args:              cobra.MaximumNArgs(1),
		ValidArgsFunction: completeYAML,
		RunE: func(command *cobra.Command, files []string) error {
			played.scripted = command.Flags().Changed("keys")
			return played.run(command.Context(), s, append(files, defaultFile)[0])
		},
	}
	call, flags := &played.call, command.Flags()
	flags.StringVar(&call.To, "to", "", "the `number` that is dialled")
	flags.StringVar(&call.From, "from", "+15550100", "the caller's `number`")
	flags.StringVar(&played.script, "keys", "", "a `script` of what the caller does, such as '3s 1, hangup'")
	flags.StringArrayVar(&played.agents, "agent", nil,
		"what an `agent` of queues does, such as '1001 answers after 4s'; as often as there are any")
	flags.StringVar(&call.Text, "text", "", "a `text` that --from writes to --to, in place of a call")
	flags.StringVar(&call.Language, "language", "", "the call's `language` (default the number's, or en)")
	flags.DurationVar(&call.PromptLength, "prompt-length", simulate.PromptLength, "how long every prompt takes")
	flags.StringVar(&played.at, "at", "", "the `time` at which the call comes in, as 2026-12-24T18:00")
	flags.BoolVar(&played.requests, "http", false, "make the requests of the flows to web services")
	return command
}

// simulated is a call as it was asked for.
type simulated struct {
	call       simulate.Call
	script, at string
	agents     []string
	// scripted tells that a script does what the caller does, requests that web services are asked.
	scripted, requests bool
}

// run makes the call to a file.
func (p *simulated) run(ctx context.Context, s streams, name string) (err error) {
	call := p.call
	if call.To == "" {
		return usagef("--to is missing: the number that is dialled")
	}
	if call.Text != "" && p.scripted {
		return usagef("--text and --keys exclude each other: who writes has no keys to press")
	}
	if call.PromptLength < time.Millisecond {
		return usagef("--prompt-length %v: use a duration such as 2s", call.PromptLength)
	}
	if call.Agents, err = scenario.ParseAgents(p.agents); err != nil {
		return usagef("--agent: %v", err)
	}
	loaded, err := usableFile(s, name)
	if err != nil {
		return err
	}
	if call.At, err = startTime(p.at, time.Now()); err != nil {
		return err
	}
	beside, findings, err := loaded.World(store.NewMemory(), !p.requests, nil)
	if err := firstOf(err, printFindings(streams{err: s.err, out: s.err}, findings, "text")); err != nil {
		return err
	}
	call.Program, call.World = loaded.Program, beside.World
	switch {
	case call.Text != "":
		return firstOf(callEnded(call.ByText(loaded.Config.Messages.Flow)), beside.Close())
	case p.scripted:
		return firstOf(callEnded(call.ByScript(p.script)), beside.Close())
	}
	return firstOf(callEnded(liveCall(ctx, s, call)), beside.Close())
}

// startTime is the time of a simulated call; the zero time for now and, in
// virtual time, for a Monday morning.
func startTime(at string, now time.Time) (time.Time, error) {
	if at == "" {
		return time.Time{}, nil
	}
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04:05", "2006-01-02T15:04", time.DateOnly} {
		if t, err := time.ParseInLocation(layout, at, now.Location()); err == nil {
			return t, nil
		}
	}
	return time.Time{}, usagef("--at %q: write a time as 2026-12-24T18:00", at)
}

// liveCall lets whoever sits at the terminal be the caller.
func liveCall(ctx context.Context, s streams, call simulate.Call) (flows.Outcome, error) {
	restore, raw, err := simulate.OpenTerminal(s.in)
	if err != nil {
		return flows.Outcome{}, err
	}
	var screen *simulate.Screen
	if raw {
		defer restore()
		screen = simulate.ScreenOn(s.out)
	}
	if file, ok := s.in.(*os.File); ok {
		return call.Live(ctx, simulate.File{File: file}, screen)
	}
	return call.Live(ctx, simulate.Stream{Reader: s.in}, screen)
}

// callEnded is a simulated call's end as an error; its trace has told the rest.
func callEnded(outcome flows.Outcome, err error) error {
	switch {
	case errors.Is(err, simulate.ErrScript), errors.Is(err, simulate.ErrNoTexts):
		return usageError{err}
	case err != nil:
		return err
	case outcome.Status == flows.Failed:
		return errCallFailed
	}
	return nil
}
