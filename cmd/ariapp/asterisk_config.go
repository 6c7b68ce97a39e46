package main

import (
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/ariapp/ariapp/internal/asteriskconf"
)

func asteriskConfigCommand(s streams) *cobra.Command {
	options, file := asteriskconf.DefaultOptions(), ""
	command := &cobra.Command{
		Use:   "config",
		Short: "Prints the configuration that Asterisk needs",
		Long: "Prints the configuration that Asterisk needs: " +
			strings.Join(asteriskconf.Files(), ", ") + ".\n\n" +
			"Nothing is written: look at it, and put what you need into your own files. The password in it is\n" +
			"a placeholder.",
		Example: "  ariapp asterisk config\n" +
			"  ariapp asterisk config --file pjsip.conf --trunk sip.example.com\n" +
			"  ariapp asterisk config --app ivr --user ariapp --http 10.0.0.5:8088",
		Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			files := asteriskconf.Files()
			if file != "" {
				files = []string{file}
			}
			for i, name := range files {
				text, err := asteriskconf.Render(name, options)
				if errors.Is(err, asteriskconf.ErrInvalidOption) || errors.Is(err, asteriskconf.ErrUnknownFile) {
					return usageError{err}
				}
				if err != nil {
					return err
				}
				if i > 0 {
					fmt.Fprintln(s.out)
				}
				fmt.Fprint(s.out, text)
			}
			return nil
		},
	}
	flags := command.Flags()
	flags.StringVar(&file, "file", "", "only this `file`")
	flags.StringVar(&options.App, "app", options.App, "the Stasis `application`, as in ivr.yaml")
	flags.StringVar(&options.User, "user", options.User, "the `user` of Asterisk's REST interface")
	flags.StringVar(&options.Context, "context", options.Context, "the `context` in which calls arrive")
	flags.StringVar(&options.TrunkHost, "trunk", options.TrunkHost, "the `host` of the SIP provider")
	flags.TextVar(&options.HTTPBind, "http", options.HTTPBind, "`address:port` of Asterisk's web server")
	flags.TextVar(&options.SIPBind, "sip", options.SIPBind, "`address:port` of SIP over UDP")
	return command
}
