package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"github.com/spf13/cobra"

	"github.com/ariapp/ariapp/ari"
	"github.com/ariapp/ariapp/internal/api"
	"github.com/ariapp/ariapp/internal/control"
)

// conductor is how commands reach the instances that share their calls: through the daemon of the file.
type conductor struct {
	streams
	file string
}

func clusterCommand(s streams) *cobra.Command {
	c := &conductor{streams: s}
	group := &cobra.Command{
		Use: "cluster", Short: "Shows the instances that share their calls, drains them, and moves calls",
		Example: "  ariapp cluster status\n  ariapp cluster drain n2 --wait\n  ariapp cluster resume n2",
	}
	group.PersistentFlags().StringVarP(&c.file, "config", "c", defaultFile, "the `file` that the daemon serves")
	group.AddCommand(c.status(), c.drain(), c.resume(), c.move())
	return group
}

// ask asks the daemon for something about its cluster.
func (c *conductor) ask(ctx context.Context, method, path string, order, answer any) error {
	return withDaemon(c.file, func(daemon *control.Client) error {
		err := daemon.Hand("").Ask(ctx, method, "/cluster"+path, order, answer)
		switch {
		case errors.Is(err, ari.ErrConflict):
			return clusterError{err, errAlone}
		case errors.Is(err, ari.ErrNotFound):
			return clusterError{err, errNoneSuch}
		case errors.Is(err, ari.ErrInvalid):
			return usageError{err}
		}
		return err
	})
}

// clusterError is what the daemon says against an order, and of which kind that is.
type clusterError struct{ err, kind error }

// Error is what was said.
func (e clusterError) Error() string { return e.err.Error() }

// Unwrap is what was said, and its kind.
func (e clusterError) Unwrap() []error { return []error{e.err, e.kind} }

// now is how the instances stand.
func (c *conductor) now(ctx context.Context) (now api.Cluster, err error) {
	err = c.ask(ctx, http.MethodGet, "", nil, &now)
	return now, err
}

func (c *conductor) move() *cobra.Command {
	asterisk := ""
	command := &cobra.Command{
		Use: "move CALL INSTANCE", Short: "Has another instance go on with a call", Args: cobra.ExactArgs(2),
		Long: "Has another instance go on with a call, at the step at which it is. It is begun when the command ends, and\n" +
			"done a moment later; 'ariapp calls list' at that instance shows it. Any instance may be asked.",
		Example: "  ariapp cluster move 1700000000.17 n2\n" +
			"  ariapp cluster move 1700000000.17 n2 --asterisk pbx-1",
		ValidArgsFunction: c.moveWords,
		RunE: func(command *cobra.Command, args []string) error {
			order := api.MoveOrder{Call: args[0], Instance: args[1], Asterisk: asterisk}
			if err := c.ask(command.Context(), http.MethodPost, "/move", order, nil); err != nil {
				return err
			}
			_, err := fmt.Fprintf(c.out, "%s goes on at %s\n", plain(args[0]), plain(args[1]))
			return err
		},
	}
	command.Flags().StringVar(&asterisk, "asterisk", "",
		"the `name` of its Asterisk, where several have a call of that id")
	return command
}

// moveWords offers a shell the calls of this instance, then the instances.
func (c *conductor) moveWords(command *cobra.Command, args []string, typed string,
) ([]string, cobra.ShellCompDirective) {
	if len(args) == 0 {
		return callIDs(command, c.file, args), cobra.ShellCompDirectiveNoFileComp
	}
	return c.names(command, args[1:], typed)
}

// names offers a shell the instances, which gets nothing rather than a message.
func (c *conductor) names(command *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
	var words []string
	if len(args) > 0 {
		return words, cobra.ShellCompDirectiveNoFileComp
	}
	ctx, cancel := context.WithTimeout(command.Context(), completionTime)
	defer cancel()
	now, _ := c.now(ctx)
	for _, one := range now.Instances {
		words = append(words, offered(one.Name, callsOf(one.Calls)))
	}
	return words, cobra.ShellCompDirectiveNoFileComp
}

// callsOf is a number of calls in words.
func callsOf(calls int) string {
	if calls == 1 {
		return "1 call"
	}
	return fmt.Sprint(calls, " calls")
}
