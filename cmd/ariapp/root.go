package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"
)

// commands is the table of commands, in the order of the help.
func commands(s streams) []*cobra.Command {
	return []*cobra.Command{
		serveCommand(s),
		reloadCommand(s),
		versionsCommand(s),
		rollbackCommand(s),
		canaryCommand(s),
		statusCommand(s),
		clusterCommand(s),
		queueCommand(s),
		agentCommand(s),
		reportCommand(s),
		replayCommand(s),
		cdrCommand(s),
		checkCommand(s),
		testCommand(s),
		fuzzCommand(s),
		graphCommand(s),
		explainCommand(s),
		diffCommand(s),
		doctorCommand(s),
		simulateCommand(s),
		demoCommand(s),
		promptsCommand(s),
		schedulesCommand(s),
		asteriskCommand(s),
		originateCommand(s),
		connectCommand(s),
		callsCommand(s),
		jobsCommand(s),
		tokenCommand(s),
		channelsCommand(s),
		bridgeCommand(s),
		eventsCommand(s),
		endpointsCommand(s),
		deviceCommand(s),
		soundsCommand(s),
		recordingsCommand(s),
		voicemailCommand(s),
		stepsCommand(s),
		schemaCommand(s),
		versionCommand(s),
	}
}

// run executes a command line and returns the exit code.
func run(ctx context.Context, s streams, args []string) int {
	out := &result{to: s.out}
	root := newRoot(streams{in: s.in, out: out, err: s.err})
	root.SetArgs(args)
	command, err := root.ExecuteContextC(ctx)
	if err == nil && out.err != nil {
		err = ran(fmt.Errorf("writing the result: %w", out.err))
	}
	code := exitCodeOf(err)
	if err != nil {
		if message := strings.TrimSpace(err.Error()); message != "" {
			fmt.Fprintln(s.err, "ariapp:", message)
		}
	}
	if code == exitUsage {
		fmt.Fprintf(s.err, "Run '%s --help' for usage.\n", command.CommandPath())
	}
	return code
}

func newRoot(s streams) *cobra.Command {
	root := &cobra.Command{
		Use:   "ariapp",
		Short: "Answers telephone calls on Asterisk as ivr.yaml says",
		Example: "  ariapp demo                       # what it does, without a telephone\n" +
			"  ariapp check                      # is ivr.yaml right?\n" +
			"  ariapp simulate --to 200          # a call in the terminal\n" +
			"  ariapp asterisk config            # what Asterisk must be told\n" +
			"  ariapp serve -c ivr.yaml          # take calls",
		SilenceErrors: true, SilenceUsage: true,
	}
	root.SetIn(s.in)
	root.SetOut(s.out)
	root.SetErr(s.err)
	root.AddCommand(commands(s)...)
	addCobras(root)
	for _, command := range append(descendants(root), root) {
		prepare(command)
	}
	return root
}

// addCobras adds the commands that cobra brings, with examples for them.
func addCobras(root *cobra.Command) {
	root.InitDefaultHelpCmd()
	root.InitDefaultCompletionCmd()
	examples := map[string]string{
		"ariapp help":                  "  ariapp help check",
		"ariapp completion":            "  ariapp completion bash > /etc/bash_completion.d/ariapp",
		"ariapp completion bash":       "  ariapp completion bash > /etc/bash_completion.d/ariapp",
		"ariapp completion zsh":        "  ariapp completion zsh > \"${fpath[1]}/_ariapp\"",
		"ariapp completion fish":       "  ariapp completion fish > ~/.config/fish/completions/ariapp.fish",
		"ariapp completion powershell": "  ariapp completion powershell | Out-String | Invoke-Expression",
	}
	for _, command := range descendants(root) {
		if example, ok := examples[command.CommandPath()]; ok {
			command.Example = example
		}
	}
}

// descendants are all commands below one.
func descendants(command *cobra.Command) []*cobra.Command {
	var all []*cobra.Command
	for _, sub := range command.Commands() {
		all = append(append(all, sub), descendants(sub)...)
	}
	return all
}

// prepare makes a group say what it does not know, and marks the errors of a
// command's own work, so that all others are errors of usage.
func prepare(command *cobra.Command) {
	if command.HasSubCommands() && !command.Runnable() {
		command.Args = knownCommand
		command.RunE = func(command *cobra.Command, _ []string) error { return command.Help() }
	}
	if work := command.RunE; work != nil {
		command.RunE = func(command *cobra.Command, args []string) error { return ran(work(command, args)) }
	}
}

// knownCommand refuses the arguments of a group: they would have been commands.
func knownCommand(command *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	message := fmt.Sprintf("unknown command %q for %q", args[0], command.CommandPath())
	command.SuggestionsMinimumDistance = 2
	if near := command.SuggestionsFor(args[0]); len(near) > 0 {
		message += fmt.Sprintf(`; did you mean "%s"?`, strings.Join(near, `" or "`))
	}
	return fmt.Errorf("%s", message)
}
