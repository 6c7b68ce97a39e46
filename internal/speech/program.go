package speech

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/ariapp/ariapp/internal/program"
)

// Program is an engine that is a program: it prints a sound file.
type Program struct {
	// Command is the program and its arguments, in which {text}, {language} and
	// {voice} are put. Without {text} the text is the program's input.
	Command []string
	// Extension tells what the program prints, "" for wav.
	Extension string
	// Timeout is for one text, 0 for [TimeoutDefault].
	Timeout time.Duration
}

// Check tells what is wrong with the settings.
func (p Program) Check() error {
	if len(p.Command) == 0 || p.Command[0] == "" {
		return errors.New("no command is given")
	}
	if placeholder.MatchString(p.Command[0]) {
		return fmt.Errorf("the program's name %q holds a placeholder", p.Command[0])
	}
	for _, argument := range p.Command[1:] {
		if err := checkTemplate(argument); err != nil {
			return err
		}
	}
	return nil
}

// Engine is the command as it is written.
func (p Program) Engine() string {
	return fmt.Sprintf("program %q %s", p.Command, extensionOr(p.Extension))
}

// Render runs the program once.
func (p Program) Render(ctx context.Context, voice, language, text string) ([]byte, string, error) {
	if err := p.Check(); err != nil {
		return nil, "", err
	}
	var arguments []string
	inArguments := false
	for _, template := range p.Command[1:] {
		inArguments = inArguments || strings.Contains(template, "{text}")
		filled := fill(template, voice, language, text, asIs)
		if strings.HasPrefix(filled, "-") && !strings.HasPrefix(template, "-") {
			filled = " " + filled // a text that begins with a dash is no option
		}
		arguments = append(arguments, filled)
	}
	var input []byte
	if !inArguments {
		input = []byte(text)
	}
	timeout := p.Timeout
	if timeout <= 0 {
		timeout = TimeoutDefault
	}
	data, err := program.Run(ctx, program.Command{
		Name: p.Command[0], Args: arguments, Stdin: input, Timeout: timeout, OutputMax: answerMax,
	})
	if err == nil && len(data) == 0 {
		err = fmt.Errorf("%s printed nothing", p.Command[0])
	}
	return data, extensionOr(p.Extension), err
}
