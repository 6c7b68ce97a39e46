package main

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/ariapp/ariapp/internal/api"
)

// tokenName is what ivr.yaml takes as the name of a token.
var tokenName = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_-]{0,59}$`)

func tokenCommand(s streams) *cobra.Command {
	group := &cobra.Command{
		Use: "token", Short: "Makes tokens for the API",
		Example: "  ariapp token new crm",
	}
	var scopes []string
	create := &cobra.Command{
		Use: "new NAME", Short: "Makes a token, and the line for ivr.yaml", Args: cobra.ExactArgs(1),
		Long: "Makes a token that nobody can guess. It is printed once, and kept nowhere: ivr.yaml gets its hash, the\n" +
			"line that is printed to stderr.",
		Example: "  ariapp token new crm\n  ariapp token new web --scopes originate > web.token",
		RunE: func(_ *cobra.Command, args []string) error {
			if !tokenName.MatchString(args[0]) {
				return usagef("%q is no name: letters, digits, _ and -, beginning with a letter", args[0])
			}
			for _, scope := range scopes {
				if !slices.Contains(api.Scopes(), scope) {
					return usagef("--scopes %q: possible are %s", scope, strings.Join(api.Scopes(), ", "))
				}
			}
			token, hash := api.NewToken()
			line := fmt.Sprintf("%s: %q", args[0], hash)
			if len(scopes) > 0 {
				line = fmt.Sprintf("%s: {hash: %q, scopes: [%s]}", args[0], hash, strings.Join(scopes, ", "))
			}
			fmt.Fprintf(s.err, "api:\n  tokens:\n    %s\n", line)
			_, err := fmt.Fprintln(s.out, token)
			return err
		},
	}
	create.Flags().StringSliceVar(&scopes, "scopes", nil,
		"what it may, `of` "+strings.Join(api.Scopes(), ", ")+"; everything without it")
	group.AddCommand(create)
	return group
}
