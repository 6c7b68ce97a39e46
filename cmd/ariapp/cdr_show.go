package main

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"github.com/ariapp/ariapp/internal/records"
)

func showCDR(s streams, file *string) *cobra.Command {
	output := "text"
	command := &cobra.Command{
		Use: "show ID", Short: "Shows a call with its legs, and what happened in it",
		Long: "Shows all that the records have of a call: its row, those of its legs, and its events as a time line.\n\n" +
			"ID is the call's id, how that begins, its uniqueid, or that of one of its legs; of several calls of the\n" +
			"same channel it is the last one. A call that is under way is shown as far as it went.",
		Example: "  ariapp cdr show 1764154800.42\n" +
			"  ariapp cdr show 20260302T0915 --output json | jq .events",
		Args: cobra.ExactArgs(1),
		RunE: func(command *cobra.Command, args []string) error {
			write, known := map[string]func(io.Writer, records.Whole) error{
				"text": textOfCDR, "json": func(to io.Writer, whole records.Whole) error { return whole.JSON(to) },
			}[output]
			if !known {
				return wrongOutput(output, "text or json")
			}
			return withRecords(*file, func(reader *records.Reader) error {
				whole, err := reader.Whole(command.Context(), args[0])
				if err != nil {
					return err
				}
				return write(s.out, whole)
			})
		},
	}
	command.Flags().StringVar(&output, "output", output, "how it is printed: `text or json`")
	return command
}

// textOfCDR prints a call for people.
func textOfCDR(to io.Writer, whole records.Whole) error {
	call := whole.Call
	w := tabwriter.NewWriter(to, 0, 0, 2, ' ', 0)
	line := func(name string, words ...string) { fmt.Fprintln(w, name+"\t"+printable(strings.Join(words, " "))) }
	line("id", call.ID)
	line("uniqueid", call.UniqueID, "on", call.Asterisk)
	line("from", call.CLID)
	line("to", call.Dst)
	line("channel", call.Channel)
	line("start", call.Start.Local().Format(time.DateTime))
	line("answer", sinceStart(call, call.Answer))
	line("end", sinceStart(call, call.End))
	line("duration", fmt.Sprintf("%d s, %d s of them answered", call.Duration, call.BillSec))
	line("disposition", string(call.Disposition))
	line("cause", call.Cause)
	line("ended by", call.HangupBy)
	line("result", underWay(call))
	line("flow", call.Flow)
	line("version", call.Version, "("+call.Share+")")
	line("path", call.Path)
	for _, wait := range waitsOf(whole.Events) {
		line("queue", wait)
	}
	if len(whole.Legs) > 0 {
		fmt.Fprintln(w, "\nLEG\tDST\tSTART\tRANG\tANSWER\tEND\tBILLSEC\tDISPOSITION\tCAUSE\tUNIQUEID")
	}
	for _, leg := range whole.Legs {
		cells := []string{fmt.Sprint(leg.Party), leg.Dst, sinceStart(call, leg.Start), sinceStart(call, leg.Rang),
			sinceStart(call, leg.Answer), sinceStart(call, leg.End), fmt.Sprint(leg.BillSec), string(leg.Disposition),
			strings.TrimSpace(leg.Cause + " " + leg.SIP), leg.UniqueID}
		for i, cell := range cells {
			cells[i] = printable(cell)
		}
		fmt.Fprintln(w, strings.Join(cells, "\t"))
	}
	if len(whole.Events) > 0 {
		fmt.Fprintln(w, "\nAT\tEVENT\tWHERE\tWHAT")
	}
	for _, e := range whole.Events {
		fmt.Fprintln(w, strings.Join([]string{sinceStart(call, e.At), printable(e.Kind), printable(placeOf(e)),
			printable(whatOf(e))}, "\t"))
	}
	return w.Flush()
}

// sinceStart is a time as the time that had passed since the call began.
func sinceStart(call records.Row, at time.Time) string {
	if at.IsZero() {
		return "-"
	}
	return fmt.Sprintf("+%.3fs", at.Sub(call.Start).Seconds())
}

func underWay(call records.Row) string {
	if call.End.IsZero() {
		return "under way, as far as is known"
	}
	return call.Result
}

// placeOf is where an event happened: in a step, else in a flow.
func placeOf(e records.Event) string {
	if e.Step != "" {
		return e.Step
	}
	return e.Flow
}

// whatOf is what else an event tells.
func whatOf(e records.Event) string {
	words := []string{e.Type, e.Leg, e.Text, e.Outcome}
	if e.Took > 0 {
		words = append(words, fmt.Sprintf("after %.1fs", (time.Duration(e.Took)*time.Millisecond).Seconds()))
	}
	var told []string
	for _, word := range words {
		if word != "" {
			told = append(told, word)
		}
	}
	return strings.Join(told, " ")
}
