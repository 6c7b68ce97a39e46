package main

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/ariapp/ariapp/internal/control"
	"github.com/ariapp/ariapp/internal/hand"
	"github.com/ariapp/ariapp/internal/voicemail"
)

// mailroom is how commands reach the mailboxes: through the daemon, which has them alone.
type mailroom struct {
	streams
	file, output string
}

func voicemailCommand(s streams) *cobra.Command {
	m := &mailroom{streams: s}
	group := &cobra.Command{
		Use: "voicemail", Short: "Shows mailboxes and their messages, fetches and deletes these, and resets PINs",
		Example: "  ariapp voicemail mailboxes\n  ariapp voicemail list 100\n  ariapp voicemail pin 100",
	}
	group.PersistentFlags().StringVarP(&m.file, "config", "c", defaultFile, "the `file` that the daemon serves")
	group.PersistentFlags().StringVar(&m.output, "output", "text", "how results are printed: `text or json`")
	group.AddCommand(m.mailboxes(), m.list(), m.show(), m.get(), m.delete(), m.pin())
	return group
}

// ask asks the daemon for something about its mailboxes; the path is in pieces.
func (m *mailroom) ask(ctx context.Context, method string, answer any, path ...string) error {
	if m.output != "text" && m.output != "json" {
		return usagef("--output %q: use text or json", m.output)
	}
	whole := "/mailboxes"
	for _, piece := range path {
		whole += "/" + url.PathEscape(piece)
	}
	return withDaemon(m.file, func(daemon *control.Client) error {
		return daemon.Hand("").Ask(ctx, method, whole, nil, answer)
	})
}

// print prints JSON for programs, else what the function makes for people.
func (m *mailroom) print(value any, rows func() [][]string) error {
	if m.output == "json" {
		return printJSON(m.out, value)
	}
	return printTable(m.out, rows())
}

func (m *mailroom) mailboxes() *cobra.Command {
	return &cobra.Command{
		Use: "mailboxes", Short: "Lists the mailboxes, with what is in them", Args: cobra.NoArgs,
		Example: "  ariapp voicemail mailboxes\n  ariapp voicemail mailboxes --output json",
		RunE: func(command *cobra.Command, _ []string) error {
			var accounts []voicemail.Account
			if err := m.ask(command.Context(), http.MethodGet, &accounts); err != nil {
				return err
			}
			return m.print(accounts, func() [][]string { return accountTable(accounts) })
		},
	}
}

func accountTable(accounts []voicemail.Account) [][]string {
	rows := [][]string{{"MAILBOX", "NAME", "NEW", "URGENT", "MESSAGES", "PIN", "LOCKED UNTIL", "GREETINGS"}}
	for _, one := range accounts {
		locked := ""
		if !one.Locked.IsZero() {
			locked = one.Locked.Local().Format(time.DateTime)
		}
		rows = append(rows, []string{one.Mailbox, one.Name, strconv.Itoa(one.New), strconv.Itoa(one.Urgent),
			fmt.Sprintf("%d/%d", one.Messages, one.Most), one.PIN, locked, strings.Join(one.Greetings, " ")})
	}
	return rows
}

func (m *mailroom) list() *cobra.Command {
	return &cobra.Command{
		Use: "list MAILBOX", Short: "Lists the messages of a mailbox, the youngest first", Args: cobra.ExactArgs(1),
		Example:           "  ariapp voicemail list 100\n  ariapp voicemail list 100 --output json",
		ValidArgsFunction: m.words,
		RunE: func(command *cobra.Command, args []string) error {
			var messages []voicemail.Filed
			if err := m.ask(command.Context(), http.MethodGet, &messages, args[0], "messages"); err != nil {
				return err
			}
			return m.print(messages, func() [][]string { return messageTable(messages) })
		},
	}
}

func messageTable(messages []voicemail.Filed) [][]string {
	rows := [][]string{{"ID", "FOLDER", "AT", "FROM", "NAME", "LENGTH", "URGENT"}}
	for _, one := range messages {
		urgent := ""
		if one.Urgent {
			urgent = "yes"
		}
		rows = append(rows, []string{one.ID, one.Folder, one.At.Format(time.DateTime), one.From, one.FromName,
			(time.Duration(one.Seconds * float64(time.Second))).Round(time.Second).String(), urgent})
	}
	return rows
}

func (m *mailroom) show() *cobra.Command {
	return &cobra.Command{
		Use: "show MAILBOX ID", Short: "Shows one message, as JSON", Args: cobra.ExactArgs(2),
		Example: "  ariapp voicemail show 100 4be1c9d0a3f57e2201bb", ValidArgsFunction: m.words,
		RunE: func(command *cobra.Command, args []string) error {
			var message voicemail.Filed
			if err := m.ask(command.Context(), http.MethodGet, &message, args[0], "messages", args[1]); err != nil {
				return err
			}
			return printJSON(m.out, message)
		},
	}
}

func (m *mailroom) get() *cobra.Command {
	to, force := "", false
	command := &cobra.Command{
		Use: "get MAILBOX ID", Short: "Fetches the sound of a message into a file", Args: cobra.ExactArgs(2),
		Long: "Fetches the sound of a message into a file: one of its name in this folder, or where --to says; '-' is\n" +
			"standard output. A file that is there is not overwritten without --force. The message stays a new one.",
		Example: "  ariapp voicemail get 100 4be1c9d0a3f57e2201bb\n" +
			"  ariapp voicemail get 100 4be1c9d0a3f57e2201bb --to message.wav",
		ValidArgsFunction: m.words,
		RunE: func(command *cobra.Command, args []string) error {
			var message voicemail.Filed
			var sound hand.File
			err := m.ask(command.Context(), http.MethodGet, &message, args[0], "messages", args[1])
			if err == nil {
				err = m.ask(command.Context(), http.MethodGet, &sound, args[0], "messages", args[1], "sound")
			}
			if err != nil {
				return err
			}
			if to == "-" {
				_, err := m.out.Write(sound)
				return err
			}
			place := to
			if place == "" {
				place = message.ID + "." + message.Format
			}
			if err := keep(place, sound, force); err != nil {
				return err
			}
			return m.done(map[string]any{"file": place, "bytes": len(sound)}, "%s, %d bytes", place, len(sound))
		},
	}
	command.Flags().StringVar(&to, "to", "", "the `file` to write, - for standard output")
	command.Flags().BoolVar(&force, "force", false, "overwrite a file that is there")
	return command
}

// done says what was done: in a sentence, or in JSON for programs.
func (m *mailroom) done(value any, format string, args ...any) error {
	if m.output == "json" {
		return printJSON(m.out, value)
	}
	_, err := fmt.Fprintln(m.out, plain(fmt.Sprintf(format, args...)))
	return err
}

func (m *mailroom) delete() *cobra.Command {
	return &cobra.Command{
		Use: "delete MAILBOX ID...", Short: "Deletes messages, as their owner does", Args: cobra.MinimumNArgs(2),
		Long:              "Deletes messages, as their owner does: they are gone at once, and their sounds an hour later.",
		Example:           "  ariapp voicemail delete 100 4be1c9d0a3f57e2201bb",
		ValidArgsFunction: m.words,
		RunE: func(command *cobra.Command, args []string) error {
			for _, id := range args[1:] {
				if err := m.ask(command.Context(), http.MethodDelete, nil, args[0], "messages", id); err != nil {
					return err
				}
				if err := m.done(map[string]any{"deleted": id}, "%s is deleted", id); err != nil {
					return err
				}
			}
			return nil
		},
	}
}

func (m *mailroom) pin() *cobra.Command {
	return &cobra.Command{
		Use: "pin MAILBOX", Short: "Makes the PIN of ivr.yaml a mailbox's again, and unlocks it", Args: cobra.ExactArgs(1),
		Long: "Makes the PIN of ivr.yaml a mailbox's again, whatever PIN its owner has chosen, and forgets the wrong ones\n" +
			"that have locked it. PINs are neither shown nor set by hand.",
		Example: "  ariapp voicemail pin 100", ValidArgsFunction: m.words,
		RunE: func(command *cobra.Command, args []string) error {
			if err := m.ask(command.Context(), http.MethodPost, nil, args[0], "reset-pin"); err != nil {
				return err
			}
			return m.done(map[string]any{"mailbox": args[0]}, "the mailbox %s has the PIN of the file again", args[0])
		},
	}
}

// words are the mailboxes, and behind one its messages, for a shell.
func (m *mailroom) words(command *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
	ctx, cancel := context.WithTimeout(command.Context(), completionTime)
	defer cancel()
	var words []string
	takes := strings.Count(command.Use, " ") // MAILBOX, and ID where it is in its use
	switch {
	case len(args) == 0:
		var accounts []voicemail.Account
		_ = m.ask(ctx, http.MethodGet, &accounts) // a shell gets nothing rather than a message
		for _, one := range accounts {
			words = append(words, offered(one.Mailbox, one.Name))
		}
	case takes > 1:
		var messages []voicemail.Filed
		_ = m.ask(ctx, http.MethodGet, &messages, args[0], "messages")
		for _, one := range messages {
			words = append(words, offered(one.ID, one.Folder, one.From, one.FromName))
		}
	}
	return words, cobra.ShellCompDirectiveNoFileComp
}
