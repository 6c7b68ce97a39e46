package main

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"github.com/ariapp/ariapp/internal/api"
)

func (c *conductor) drain() *cobra.Command {
	wait := false
	command := &cobra.Command{
		Use: "drain [INSTANCE]", Short: "Takes an instance out of service, without ending it",
		Args: cobra.MaximumNArgs(1),
		Long: "Takes an instance out of service: the one of that name, or the one of the file. Others go on with its\n" +
			"calls and get the new ones; it runs on until 'ariapp cluster resume', or until it is ended. Calls that cannot\n" +
			"be handed over, as those of handlers in Go, go on where they are: --wait waits for their ends.",
		Example: "  ariapp cluster drain\n" +
			"  ariapp cluster drain n2 --wait && ssh n2 systemctl stop ariapp",
		ValidArgsFunction: c.names,
		RunE: func(command *cobra.Command, args []string) error {
			now, err := c.now(command.Context())
			if err != nil {
				return err
			}
			name := append(args, now.Instance)[0]
			var drained api.Drained
			err = c.ask(command.Context(), http.MethodPost, "/drain", api.DrainOrder{Instance: name}, &drained)
			if err != nil {
				return err
			}
			fmt.Fprintf(c.out, "%s is out of service, %s handed over\n", plain(name), callsOf(drained.Calls))
			if !slices.ContainsFunc(now.Instances, func(i api.Instance) bool { return i.Name != name && !i.Draining }) {
				fmt.Fprintf(c.err, "warning: nobody else serves, so %s keeps its calls and takes new ones\n", plain(name))
			}
			if wait {
				return c.awaitDrained(command.Context(), name)
			}
			return nil
		},
	}
	command.Flags().BoolVar(&wait, "wait", false, "until it has no calls any more, or is gone")
	return command
}

// awaitDrained waits until an instance has no calls, and tells how many are left.
func (c *conductor) awaitDrained(ctx context.Context, name string) error {
	ticker := time.NewTicker(drainEvery)
	defer ticker.Stop()
	for told := -1; ; {
		select {
		case <-ctx.Done():
			return fmt.Errorf("waiting for the calls of %s: %w", name, context.Cause(ctx))
		case <-ticker.C: // at first too: how many calls it has is told now and then
		}
		now, err := c.now(ctx)
		if err != nil {
			return err
		}
		at := slices.IndexFunc(now.Instances, func(i api.Instance) bool { return i.Name == name })
		switch {
		case now.Away != "": // what is told is from before
			continue
		case at < 0:
			_, err := fmt.Fprintf(c.out, "%s is gone\n", plain(name))
			return err
		case now.Instances[at].Calls == 0:
			_, err := fmt.Fprintf(c.out, "%s has no calls any more\n", plain(name))
			return err
		}
		if left := now.Instances[at].Calls; left != told {
			told = left
			fmt.Fprintf(c.out, "%s has %s left\n", plain(name), callsOf(left))
		}
	}
}

func (c *conductor) resume() *cobra.Command {
	return &cobra.Command{
		Use: "resume [INSTANCE]", Short: "Has a drained instance come back into service", Args: cobra.MaximumNArgs(1),
		Long: "Has a drained instance come back into service: the one of that name, or the one of the file. It gets new\n" +
			"calls; those that it has handed over stay where they are. A restart has it come back too.",
		Example:           "  ariapp cluster resume\n  ariapp cluster resume n2",
		ValidArgsFunction: c.names,
		RunE: func(command *cobra.Command, args []string) error {
			now, err := c.now(command.Context())
			if err != nil {
				return err
			}
			name := append(args, now.Instance)[0]
			var answer api.Drained
			order := api.DrainOrder{Instance: name, Back: true}
			if err := c.ask(command.Context(), http.MethodPost, "/drain", order, &answer); err != nil {
				return err
			}
			_, err = fmt.Fprintf(c.out, "%s is back in service\n", plain(name))
			return err
		},
	}
}
