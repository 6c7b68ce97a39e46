package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"github.com/ariapp/ariapp/ari"
	"github.com/ariapp/ariapp/internal/config"
	"github.com/ariapp/ariapp/internal/control"
	"github.com/ariapp/ariapp/internal/hand"
)

// passwordVariable has the password of an Asterisk that is named by its URL.
const passwordVariable = "ARIAPP_ASTERISK_PASSWORD"

// byHand is how a command reaches an Asterisk: through the daemon, or straight.
type byHand struct {
	streams
	file, asterisk, on, user, password, output string
}

// group makes a group of commands that share how they reach an Asterisk.
func (b *byHand) group(command *cobra.Command, commands ...*cobra.Command) *cobra.Command {
	b.flags(command)
	command.AddCommand(commands...)
	return command
}

// flags adds what all commands by hand have.
func (b *byHand) flags(command *cobra.Command) {
	flags := command.PersistentFlags()
	flags.StringVarP(&b.file, "config", "c", defaultFile, "the `file` that the daemon serves")
	flags.StringVar(&b.asterisk, "asterisk", "", "go straight at an Asterisk: its `URL`, or its name in the file")
	flags.StringVar(&b.on, "on", "", "through the daemon, the `name` of the Asterisk; the first without it")
	flags.StringVar(&b.user, "user", "ariapp", "the `user` of ARI, with a URL")
	flags.StringVar(&b.password, "password", "",
		"the `password` of ARI, with a URL; better in "+passwordVariable+", where others do not see it")
	flags.StringVar(&b.output, "output", "text", "how results are printed: `text or json`")
}

// straight tells that the daemon is left out.
func (b *byHand) straight() bool { return b.asterisk != "" }

// do does something with an Asterisk.
func (b *byHand) do(work func(hand.Hand) error) error {
	if err := b.checkOutput(); err != nil {
		return err
	}
	if !b.straight() {
		return withDaemon(b.file,
			func(daemon *control.Client) error { return ordered(work(hand.Through(daemon.Hand(b.on)))) })
	}
	return b.directly(func(client *ari.Client) error { return work(hand.Direct(client)) })
}

// directly does something with an Asterisk itself.
func (b *byHand) directly(work func(*ari.Client) error) error {
	client, err := b.client()
	if err != nil {
		return err
	}
	defer client.Close()
	return ordered(work(client))
}

// checkOutput refuses a form that results do not have.
func (b *byHand) checkOutput() error {
	if b.output != "text" && b.output != "json" {
		return usagef("--output %q: use text or json", b.output)
	}
	if b.on != "" && b.straight() {
		return usagef("--on is for the way through the daemon; --asterisk names the Asterisk itself")
	}
	return nil
}

// client is that of the Asterisk that was named.
func (b *byHand) client() (*ari.Client, error) {
	if strings.Contains(b.asterisk, "://") {
		password := b.password
		if password == "" {
			password = os.Getenv(passwordVariable)
		}
		client, err := ari.New(ari.Options{URL: b.asterisk, Username: b.user, Password: ari.Secret(password)})
		if err != nil {
			return nil, usagef("--asterisk: %v", err)
		}
		return client, nil
	}
	loaded, err := usableFile(b.streams, b.file)
	if err != nil {
		return nil, err
	}
	server, err := asteriskNamed(loaded.Config.Asterisk, b.asterisk)
	if err != nil {
		return nil, err
	}
	return clientOf(server)
}

// asteriskNamed finds one of a file's Asterisks.
func asteriskNamed(all []config.Asterisk, name string) (config.Asterisk, error) {
	var names []string
	for _, server := range all {
		if server.Name == name {
			return server, nil
		}
		names = append(names, server.Name)
	}
	return config.Asterisk{}, usagef("--asterisk %q: it is a URL, or one of the file's: %s", name,
		strings.Join(names, ", "))
}

// ordered has a wrong order count as a wrong command line.
func ordered(err error) error {
	if errors.Is(err, hand.ErrOrder) {
		return usageError{err}
	}
	return err
}

// completer offers live things for the argument at a place; 0 is for all.
func (b *byHand) completer(at int, offer func(context.Context, hand.Hand) ([]string, error),
) func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	return func(command *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
		var offered []string
		if at == everywhere || len(args) == at {
			ctx, cancel := context.WithTimeout(command.Context(), completionTime)
			defer cancel()
			quiet := *b
			quiet.err = discard{}
			// A shell gets nothing rather than a message.
			_ = quiet.do(func(h hand.Hand) (err error) {
				offered, err = offer(ctx, h)
				return err
			})
		}
		return offered, cobra.ShellCompDirectiveNoFileComp
	}
}

// everywhere is for arguments that are all of one kind.
const everywhere = -1

// discard is where nobody reads.
type discard struct{}

// Write takes anything.
func (discard) Write(p []byte) (int, error) { return len(p), nil }

// offered is a word that a shell offers, with what it means.
func offered(word string, about ...string) string {
	return word + "\t" + strings.Join(strings.Fields(strings.Join(about, " ")), " ")
}

// channelIDs are the ids of live channels for a shell.
func channelIDs(ctx context.Context, h hand.Hand) ([]string, error) {
	channels, err := hand.Channels().Do(ctx, h, hand.Nothing{})
	var words []string
	for _, c := range channels {
		words = append(words, offered(c.ID, c.Name, string(c.State), c.Caller.Number))
	}
	return words, err
}

// bridgeIDs are the ids of live bridges for a shell.
func bridgeIDs(ctx context.Context, h hand.Hand) ([]string, error) {
	bridges, err := hand.Bridges().Do(ctx, h, hand.Nothing{})
	var words []string
	for _, b := range bridges {
		words = append(words, offered(b.ID, b.Name, fmt.Sprint(len(b.Channels), " channels")))
	}
	return words, err
}
