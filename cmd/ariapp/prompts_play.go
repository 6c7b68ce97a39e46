package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/ariapp/ariapp/app"
	"github.com/ariapp/ariapp/internal/trycall"
)

func playPrompt(s streams, file *string) *cobra.Command {
	endpoint, language := "", ""
	command := &cobra.Command{
		Use: "play PROMPT...", Short: "Calls a telephone and plays it prompts",
		Long: "Has the first Asterisk of the file call a telephone, and plays the prompts to who answers: a name, or\n" +
			"what is said as in 'number:21' and 'money;currency=EUR:12.50'. Prompts of your own come from the running\n" +
			"daemon, which must have read them.",
		Example: "  ariapp prompts play welcome --endpoint PJSIP/100\n" +
			"  ariapp prompts play number:21 date:2026-12-24 --endpoint PJSIP/100 --language fr",
		Args: cobra.MinimumNArgs(1),
		RunE: func(command *cobra.Command, names []string) error {
			if endpoint == "" {
				return usagef("--endpoint is missing: whom to call, such as PJSIP/100")
			}
			loaded, err := usableFile(s, *file)
			if err != nil {
				return err
			}
			return playOver(command.Context(), s, loaded, endpoint, language, names)
		},
	}
	command.Flags().StringVar(&endpoint, "endpoint", "", "the `telephone` to call, as in Dial(): PJSIP/100")
	command.Flags().StringVar(&language, "language", "", "the `language` of the prompts")
	return command
}

func playOver(ctx context.Context, s streams, file *app.File, endpoint, language string, names []string) error {
	if len(file.Config.Asterisk) == 0 {
		return fmt.Errorf("the file names no asterisk")
	}
	beside, findings, err := openBeside(ctx, file)
	if err := firstOf(err, printFindings(streams{out: s.err, err: s.err}, findings, "text")); err != nil {
		return err
	}
	media, err := beside.Resolver().Resolve(language, names)
	if err := firstOf(err, beside.Close()); err != nil {
		return err
	}
	client, err := clientOf(file.Config.Asterisk[0])
	if err != nil {
		return err
	}
	defer client.Close()
	return trycall.Play(ctx, client, endpoint, language, media)
}
