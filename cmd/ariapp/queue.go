package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/ariapp/ariapp/ari"
	"github.com/ariapp/ariapp/internal/api"
	"github.com/ariapp/ariapp/internal/control"
)

// centre is how commands reach queues and agents: through the daemon of the file.
type centre struct {
	streams
	file, output string
}

// newCentre makes a group of commands that share how they reach the daemon.
func newCentre(s streams, group *cobra.Command) *centre {
	c := &centre{streams: s}
	group.PersistentFlags().StringVarP(&c.file, "config", "c", defaultFile, "the `file` that the daemon serves")
	group.PersistentFlags().StringVar(&c.output, "output", "text", "how results are printed: `text or json`")
	return c
}

func queueCommand(s streams) *cobra.Command {
	group := &cobra.Command{
		Use: "queue", Short: "Shows where callers wait for agents, and who belongs there",
		Example: "  ariapp queue list\n  ariapp queue watch sales\n  ariapp queue pause sales 1001 --reason lunch",
	}
	c := newCentre(s, group)
	group.AddCommand(c.listQueues(), c.showQueue(), c.watchQueues(), c.addMember(), c.removeMember(),
		c.pauseMember(), c.resumeMember(), c.withdraw(), c.prioritise(), c.simulateQueues(), c.spyQueue())
	return group
}

// ask asks the daemon for something about its queues.
func (c *centre) ask(ctx context.Context, method, path string, order, answer any) error {
	if err := c.checkOutput(); err != nil {
		return err
	}
	return withDaemon(c.file, func(daemon *control.Client) error {
		return ofCentre(daemon.Hand("").Ask(ctx, method, path, order, answer))
	})
}

func (c *centre) checkOutput() error {
	if c.output != "text" && c.output != "json" {
		return usagef("--output %q: use text or json", c.output)
	}
	return nil
}

// ofCentre gives what the daemon says against an order its kind.
func ofCentre(err error) error {
	switch {
	case errors.Is(err, ari.ErrConflict):
		return clusterError{err, errAgentState}
	case errors.Is(err, ari.ErrNotFound):
		return clusterError{err, errNoQueue}
	case errors.Is(err, ari.ErrInvalid):
		return usageError{err}
	}
	return err
}

// apiPath is that of something in the API.
func apiPath(parts ...string) string {
	var b strings.Builder
	for _, part := range parts {
		b.WriteString("/" + url.PathEscape(part))
	}
	return b.String()
}

// show prints a result: a table for people, JSON for programs.
func (c *centre) show(value any, table [][]string) error {
	if c.output == "json" {
		return printJSON(c.out, value)
	}
	return printTable(c.out, table)
}

// done says what was done, unless a program reads.
func (c *centre) done(format string, args ...any) error {
	if c.output == "json" {
		return nil
	}
	_, err := fmt.Fprintf(c.out, format+"\n", args...)
	return err
}

func (c *centre) listQueues() *cobra.Command {
	return &cobra.Command{
		Use: "list", Short: "Lists the queues, with how it goes in them", Args: cobra.NoArgs,
		Long: "Lists the queues. EWT is how long who comes now would wait, SL the share of those answered in time, SL2\n" +
			"the same with those who hung up; both since midnight of app.zone. OCC is the share of agents who are busy, of\n" +
			"those on no break.",
		Example: "  ariapp queue list\n  ariapp queue list --output json | jq '.[] | select(.waiting > 0).name'",
		RunE: func(command *cobra.Command, _ []string) error {
			var all []api.QueueState
			if err := c.ask(command.Context(), http.MethodGet, "/queues", nil, &all); err != nil {
				return err
			}
			return c.show(all, queueTable(all))
		},
	}
}

// queueTable is queues for people.
func queueTable(all []api.QueueState) [][]string {
	rows := [][]string{{"QUEUE", "WAITING", "CALLBACKS", "TALKING", "LONGEST", "EWT", "SL", "SL2", "AGENTS", "FREE",
		"BUSY", "PAUSED", "OCC", "STRATEGY"}}
	for _, q := range all {
		wait, level, level2, busy := "", "", "", ""
		if q.Occupancy != nil {
			busy = percent(*q.Occupancy)
		}
		if q.Wait != nil {
			wait = spanText(*q.Wait)
		}
		if q.Today.Answered > 0 {
			level = percent(q.Today.Level)
		}
		if q.Today.Answered+q.Today.Abandoned > 0 {
			level2 = percent(q.Today.Level2)
		}
		rows = append(rows, []string{q.Name, strconv.Itoa(q.Waiting), strconv.Itoa(q.Backs), strconv.Itoa(q.Talking),
			spanText(q.Longest), wait, level, level2, strconv.Itoa(q.Agents), strconv.Itoa(q.Free), strconv.Itoa(q.Busy),
			strconv.Itoa(q.Paused), busy, q.Strategy})
	}
	return rows
}

// spanText is a length of time in seconds for people.
func spanText(seconds float64) string {
	return time.Duration(seconds * float64(time.Second)).Round(time.Second).String()
}

func percent(share float64) string { return fmt.Sprintf("%.0f%%", share*100) }

// wholeQueue is a queue with who waits and who belongs there.
type wholeQueue struct {
	api.QueueState
	Entries []api.QueueEntry  `json:"entries"`
	Members []api.QueueMember `json:"members"`
}

func (c *centre) showQueue() *cobra.Command {
	return &cobra.Command{
		Use: "show QUEUE", Short: "Shows a queue: who waits, and its agents", Args: cobra.ExactArgs(1),
		Example:           "  ariapp queue show sales\n  ariapp queue show sales --output json | jq '.entries[].from'",
		ValidArgsFunction: c.words(c.queueNames),
		RunE: func(command *cobra.Command, args []string) error {
			var q wholeQueue
			for _, one := range []struct {
				path string
				into any
			}{{apiPath("queues", args[0]), &q.QueueState}, {apiPath("queues", args[0], "entries"), &q.Entries},
				{apiPath("queues", args[0], "members"), &q.Members}} {
				if err := c.ask(command.Context(), http.MethodGet, one.path, nil, one.into); err != nil {
					return err
				}
			}
			if c.output == "json" {
				return printJSON(c.out, q)
			}
			if err := printTable(c.out, queueTable([]api.QueueState{q.QueueState})); err != nil {
				return err
			}
			fmt.Fprintln(c.out)
			if err := printTable(c.out, entryTable(q.Entries)); err != nil {
				return err
			}
			fmt.Fprintln(c.out)
			if err := printTable(c.out, memberTable(q.Members, time.Now())); err != nil {
				return err
			}
			return c.showDay(&q.QueueState)
		},
	}
}

// entryTable is those who wait for people.
func entryTable(all []api.QueueEntry) [][]string {
	rows := [][]string{{"PLACE", "ENTRY", "FROM", "WAITED", "EWT", "PRIORITY", "STATE", "AGENTS", "CALL"}}
	for _, e := range all {
		from, wait := e.From, ""
		if e.Number != "" {
			from = e.Number
		}
		if e.Wait != nil {
			wait = spanText(*e.Wait)
		}
		rows = append(rows, []string{strconv.Itoa(e.Position), e.ID, from, spanText(e.Waited), wait,
			strconv.Itoa(e.Priority), e.State, strings.Join(e.Agents, " "), e.Call})
	}
	return rows
}

// showDay prints what was today: call-backs, and pauses by reason, where there were any.
func (c *centre) showDay(q *api.QueueState) error {
	if day := q.Today; day.Offered+day.Callbacks+day.Tried > 0 {
		fmt.Fprintf(c.out, "\ncall-backs today: %d offered, %d wanted, %d tried, %d connected\n", day.Offered, day.Callbacks,
			day.Tried, day.Connected)
	}
	if len(q.Pauses) == 0 {
		return nil
	}
	rows := [][]string{{"PAUSED FOR", "NOW", "TODAY", "TIME", "AGENTS"}}
	for _, p := range q.Pauses {
		reason := p.Reason
		if reason == "" {
			reason = "-"
		}
		rows = append(rows, []string{reason, strconv.Itoa(len(p.Agents)), strconv.Itoa(p.Count), spanText(p.Time),
			strings.Join(p.Agents, " ")})
	}
	fmt.Fprintln(c.out)
	return printTable(c.out, rows)
}

// memberTable is a queue's agents for people.
func memberTable(all []api.QueueMember, now time.Time) [][]string {
	rows := [][]string{{"AGENT", "NAME", "LEVEL", "POSITION", "WEIGHT", "GROUP", "STATE"}}
	for _, m := range all {
		state := m.Presence
		switch {
		case m.Presence == "logged_out" || !m.Here:
			state = "logged_out"
		case m.Paused:
			state = strings.TrimSpace("paused " + m.Reason)
			if !m.Since.IsZero() {
				state += " for " + spanText(max(0, now.Sub(m.Since).Seconds()))
			}
		case m.Work != "idle":
			state = m.Work
		}
		rows = append(rows, []string{m.Agent, m.Name, strconv.Itoa(m.Level), strconv.Itoa(m.Position),
			strconv.Itoa(m.Weight), m.Group, state})
	}
	return rows
}

// words offers a shell names for the arguments, one function for each.
func (c *centre) words(offer ...func(context.Context) []string,
) func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	return func(command *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
		if len(args) >= len(offer) {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		ctx, cancel := context.WithTimeout(command.Context(), completionTime)
		defer cancel()
		return offer[len(args)](ctx), cobra.ShellCompDirectiveNoFileComp
	}
}

// queueNames are the queues for a shell, which gets nothing rather than a message.
func (c *centre) queueNames(ctx context.Context) (words []string) {
	var all []api.QueueState
	_ = c.ask(ctx, http.MethodGet, "/queues", nil, &all)
	for _, q := range all {
		words = append(words, offered(q.Name, strconv.Itoa(q.Waiting), "waiting"))
	}
	return words
}

// agentNumbers are the agents for a shell.
func (c *centre) agentNumbers(ctx context.Context) (words []string) {
	var all []api.AgentState
	_ = c.ask(ctx, http.MethodGet, "/agents", nil, &all)
	for _, a := range all {
		words = append(words, offered(a.ID, a.Name, a.Presence))
	}
	return words
}
