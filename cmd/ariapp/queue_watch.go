package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"slices"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/ariapp/ariapp/internal/api"
	"github.com/ariapp/ariapp/internal/control"
	"github.com/ariapp/ariapp/internal/simulate"
	"github.com/ariapp/ariapp/internal/wallboard"
)

func (c *centre) watchQueues() *cobra.Command {
	return &cobra.Command{
		Use: "watch [QUEUE]", Short: "Shows queues and agents as they are now, and each change", Args: cobra.MaximumNArgs(1),
		Long: "Shows queues and agents as they are now, and with QUEUE who waits there, as large as the terminal. The\n" +
			"arrow keys choose the queue, q or Ctrl-C ends it. What is no terminal gets one picture without colours;\n" +
			"NO_COLOR leaves them out.",
		Example:           "  ariapp queue watch\n  ariapp queue watch sales\n  ariapp queue watch > board.txt",
		ValidArgsFunction: c.words(c.queueNames),
		RunE: func(command *cobra.Command, args []string) error {
			name := append(slices.Clone(args), "")[0]
			ask := func(ctx context.Context, queue string) (board api.Wallboard, err error) {
				path := "/wallboard"
				if queue != "" {
					path += "?queue=" + url.QueryEscape(queue)
				}
				err = c.ask(ctx, http.MethodGet, path, nil, &board)
				return board, err
			}
			terminal, isFile := c.out.(*os.File)
			if result, ok := c.out.(*result); ok {
				terminal, isFile = result.to.(*os.File)
			}
			if c.output == "json" || !isFile || !term.IsTerminal(int(terminal.Fd())) {
				return c.watchOnce(command.Context(), name, ask)
			}
			return c.watch(command.Context(), terminal, name, ask)
		},
	}
}

// watchOnce prints one picture.
func (c *centre) watchOnce(ctx context.Context, name string,
	ask func(context.Context, string) (api.Wallboard, error),
) error {
	board, err := ask(ctx, name)
	switch {
	case err != nil:
		return err
	case c.output == "json":
		return printJSON(c.out, board)
	}
	for _, line := range wallboard.Lines(board, wallboard.View{Width: pipeWidth, Queue: name, Now: time.Now()}) {
		fmt.Fprintln(c.out, line)
	}
	return nil
}

// watch draws on a terminal until somebody ends it.
func (c *centre) watch(ctx context.Context, terminal *os.File, name string,
	ask func(context.Context, string) (api.Wallboard, error),
) error {
	restore, raw, err := simulate.OpenTerminal(c.in)
	if err != nil {
		return err
	}
	screen := wallboard.Screen{Out: terminal, Queue: name, Ask: ask, Colours: os.Getenv("NO_COLOR") == "",
		Keys: noKeys{}, Size: func() (int, int) {
			width, height, err := term.GetSize(int(terminal.Fd()))
			if err != nil {
				return 0, 0
			}
			return width, height
		}}
	if raw {
		defer restore()
		if file, isFile := c.in.(*os.File); isFile {
			screen.Keys = simulate.File{File: file}
		}
	}
	ctx, end := context.WithCancel(ctx)
	changed, told := make(chan struct{}, 1), make(chan struct{})
	go func() {
		defer close(told)
		c.tellChanges(ctx, changed)
	}()
	screen.Changed = changed
	err = screen.Watch(ctx)
	end()
	<-told
	if errors.Is(err, context.Canceled) {
		return nil
	}
	return err
}

// tellChanges tells that something happens in the queues, until ctx ends. While nobody tells it the board is a second
// old at most all the same, so that what goes wrong here is tried again, and not told.
func (c *centre) tellChanges(ctx context.Context, changed chan<- struct{}) {
	for ctx.Err() == nil {
		_ = withDaemon(c.file, func(daemon *control.Client) error {
			return daemon.Hand("").Stream(ctx, "/queue-events", func(line []byte) error {
				if len(line) > 0 {
					select {
					case changed <- struct{}{}:
					default:
					}
				}
				return nil
			})
		})
		_, _ = noKeys{}.Wait(ctx, streamAgain)
	}
}

// streamAgain is after how long a stream that has ended is asked for again.
const streamAgain = 2 * time.Second

// noKeys is where nobody types.
type noKeys struct{}

// Wait lets the time pass.
func (noKeys) Wait(ctx context.Context, d time.Duration) (string, error) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
	return "", nil
}
