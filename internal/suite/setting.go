package suite

import (
	"github.com/ariapp/ariapp/app"
	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/scenario"
	"github.com/ariapp/ariapp/internal/world"
)

// Setting is where calls to a file run in virtual time, with its tables and
// schedules, and with prompts that are spelled as real calls spell them. Prompts
// of one's own keep their names, and a text stands for the sound that it would be
// spoken into: whether these are there is for `ariapp check` to say.
func Setting(file *app.File, beside *world.World) scenario.Setting {
	resolver := beside.Resolver()
	resolver.Text = func(_, text string) (string, bool) { return "text:" + text, true }
	secrets := make(map[string]flows.Secret, len(file.Config.Secrets))
	for name, secret := range file.Config.Secrets {
		secrets[name] = flows.NewSecret(string(secret))
	}
	return scenario.Setting{Program: file.Program, World: beside.World, Secrets: secrets,
		Mailboxes: beside.EmptyMailboxes, Texts: file.Config.Messages.Flow,
		Spell: func(language, prompt string) ([]string, error) {
			return resolver.Resolve(language, []string{prompt})
		},
		Apology: file.Config.App.Apology, AnswerDelay: file.Config.App.AnswerDelay,
		Language: file.Config.Prompts.Language, RequestTime: file.Config.HTTP.Timeout}
}
