package main

import (
	"cmp"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/ariapp/ariapp/internal/api"
)

// standing is the cluster as JSON: alone for a daemon that has none.
type standing struct {
	Alone bool `json:"alone"`
	api.Cluster
}

func (c *conductor) status() *cobra.Command {
	output := "text"
	command := &cobra.Command{
		Use: "status", Short: "Shows the instances, and where new calls come in", Args: cobra.NoArgs,
		Long: "Shows the instances that live, as the daemon of the file sees them, and for each Asterisk the instance at\n" +
			"which new calls come in, which gives them to all. The first column marks the one that tells.",
		Example: "  ariapp cluster status\n  ariapp cluster status --output json | jq '.instances[].calls'",
		RunE: func(command *cobra.Command, _ []string) error {
			if output != "text" && output != "json" {
				return usagef("--output %q: use text or json", output)
			}
			now, err := c.now(command.Context())
			alone := errors.Is(err, errAlone)
			switch {
			case err != nil && !alone:
				return err
			case output == "json":
				if alone {
					now.Instances, now.Entries = []api.Instance{}, []api.Entry{}
				}
				return printJSON(c.out, standing{alone, now})
			case alone:
				_, err := fmt.Fprintln(c.out,
					"alone: this daemon shares its calls with no other instance, as cluster.nats is not set")
				return err
			}
			return c.printStanding(now)
		},
	}
	command.Flags().StringVar(&output, "output", "text", "how it is printed: `text or json`")
	return command
}

func (c *conductor) printStanding(now api.Cluster) error {
	if now.Away != "" {
		fmt.Fprintf(c.err, "warning: the others cannot be seen now: %s\n", plain(now.Away))
	}
	rows := [][]string{{" ", "INSTANCE", "STATE", "CALLS", "VERSION", "FLOWS", "ASTERISKS"}}
	for _, one := range now.Instances {
		mark := " "
		if one.Name == now.Instance {
			mark = "*"
		}
		rows = append(rows, []string{mark, one.Name, stateOf(one), countOf(one), one.Version, one.Flows,
			strings.Join(one.Asterisks, " ")})
	}
	if err := printTable(c.out, rows); err != nil {
		return err
	}
	fmt.Fprintln(c.out)
	entries := [][]string{{"ASTERISK", "NEW CALLS COME IN AT"}}
	nobody := "nobody"
	if now.Away != "" {
		nobody = "unknown"
	}
	for _, one := range now.Entries {
		entries = append(entries, []string{one.Asterisk, cmp.Or(one.Instance, nobody)})
	}
	return printTable(c.out, entries)
}

// stateOf is whether an instance takes calls.
func stateOf(one api.Instance) string {
	switch {
	case one.Draining:
		return "draining"
	case one.Overloaded:
		return "overloaded"
	case len(one.Asterisks) == 0:
		return "not connected"
	}
	return "serving"
}

// countOf is how many calls an instance has, and how many it takes.
func countOf(one api.Instance) string {
	if one.Most == 0 {
		return strconv.Itoa(one.Calls)
	}
	return fmt.Sprintf("%d/%d", one.Calls, one.Most)
}
