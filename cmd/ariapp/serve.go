package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"sync"
	"syscall"

	"github.com/spf13/cobra"

	"github.com/ariapp/ariapp/app"
	"github.com/ariapp/ariapp/internal/monitor/garbage"
	"github.com/ariapp/ariapp/internal/monitor/systemd"
	"github.com/ariapp/ariapp/internal/versions/canary"
)

func serveCommand(s streams) *cobra.Command {
	file, watch, trial, share := "", true, "", "10%"
	command := &cobra.Command{
		Use:   "serve",
		Short: "Takes calls: the daemon",
		Long: "Connects to the Asterisks of ivr.yaml and takes their calls until it is told to stop.\n\n" +
			"An Asterisk that is away or refuses us is said in the log and tried again. The file is read anew\n" +
			"when it changes, on SIGHUP and by 'ariapp reload'; what is wrong with it is logged, and the last\n" +
			"good one stays. Each call stays on the version that it began with. SIGTERM or Ctrl-C stops it:\n" +
			"calls under way wait in Asterisk, and the next daemon goes on with them where they were. With\n" +
			"app.at_stop: dialplan they may end for app.drain_timeout, and the rest goes back to the dialplan.\n" +
			"With --canary a share of the callers gets another file, until it does worse: see 'ariapp canary'.\n" +
			"Logs go to standard error; health, metrics and commands are on server.listen.",
		Example: "  ariapp serve\n" +
			"  ARIAPP_ASTERISK_PASSWORD=secret ariapp serve -c /etc/ariapp/ivr.yaml\n" +
			"  ariapp serve --canary new.yaml --share 10%\n" +
			"  curl -s http://127.0.0.1:8089/readyz",
		Args: cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error {
			loaded, err := usableFile(s, file)
			if err != nil {
				return err
			}
			if len(loaded.Config.Asterisk) == 0 {
				return errors.New("the file names no asterisk to serve")
			}
			opts := app.Options{File: loaded, Watch: watch}
			if trial == "" && command.Flags().Changed("canary") {
				return usagef("--canary: it names no file")
			}
			if trial != "" {
				if opts.Canary, err = canaryOf(s, trial, share); err != nil {
					return err
				}
			} else if command.Flags().Changed("share") {
				return usagef("--share: of what? --canary names the file")
			}
			return serve(command.Context(), s, opts)
		},
	}
	command.Flags().StringVarP(&file, "config", "c", defaultFile, "the `file` to serve")
	command.Flags().BoolVar(&watch, "watch", true, "read the file anew when it changes")
	command.Flags().StringVar(&trial, "canary", "", "another `file`, for a share of the callers")
	command.Flags().StringVar(&share, "share", share, "how many `percent` of the callers get the canary, 0.1% to 50%")
	return command
}

// canaryOf loads a file that is tried with a share of the callers.
func canaryOf(s streams, path, share string) (*app.Canary, error) {
	percent, err := canary.ParseShare(share)
	if err != nil {
		return nil, usagef("--share %v", err)
	}
	loaded, err := usableFile(s, path)
	switch {
	case errors.Is(err, errFindings): // which have been printed
		return nil, fmt.Errorf("--canary %s: this file has errors%w", path, err)
	case err != nil:
		return nil, fmt.Errorf("--canary %s: %w", path, err)
	}
	return &app.Canary{File: loaded, Share: percent}, nil
}

// serve runs the daemon, tells systemd of it, and reloads on SIGHUP.
func serve(ctx context.Context, s streams, opts app.Options) error {
	log := logger(s, opts.File.Config.App.LogLevel)
	opts.Logger, opts.Version, opts.Serve, opts.Record = log, programVersion(), true, true
	daemon, err := app.New(opts)
	if err != nil {
		return err
	}
	hangups := make(chan os.Signal, 1) // from now on a SIGHUP does not end the process
	signal.Notify(hangups, syscall.SIGHUP)
	defer signal.Stop(hangups)
	running, over := context.WithCancel(context.WithoutCancel(ctx))
	var beside sync.WaitGroup
	defer beside.Wait()
	defer over()
	beside.Go(func() { reloadOnHangup(running, daemon, hangups, log) })
	beside.Go(func() { tellSystemd(ctx, running, daemon, log) })
	beside.Go(func() { garbage.Keep(running, os.Getenv("GOGC")) })
	return findingsOf(s, daemon.Run(ctx))
}

// reloadOnHangup reloads at each SIGHUP until ctx ends.
func reloadOnHangup(ctx context.Context, daemon *app.App, hangups <-chan os.Signal, log *slog.Logger) {
	select { // what is being read at the beginning is as new as can be
	case <-ctx.Done():
		return
	case <-daemon.Begun():
	}
	for {
		select {
		case <-ctx.Done():
			return
		case <-hangups:
			noteSystemd(log, systemd.Reloading())
			_, err := daemon.Reload(ctx) // it is in the log, unless nothing was to be reloaded
			if errors.Is(err, app.ErrNotRunning) {
				log.Warn("SIGHUP came before there was anything to reload")
			}
			noteSystemd(log, systemd.Ready("takes calls"))
		}
	}
}

// tellSystemd says when the daemon has begun, when it is told to stop by the end
// of ctx, and that it lives as long as it runs: calls come to their end then.
func tellSystemd(ctx, running context.Context, daemon *app.App, log *slog.Logger) {
	var alive sync.WaitGroup
	defer alive.Wait()
	select {
	case <-running.Done():
		return
	case <-daemon.Begun():
	}
	noteSystemd(log, systemd.Ready("takes calls")) // an Asterisk that is away is no reason to be restarted
	alive.Go(func() { noteSystemd(log, systemd.Watch(running, daemon.Alive, log)) })
	select {
	case <-ctx.Done():
	case <-running.Done():
	}
	noteSystemd(log, systemd.Stopping("lets calls come to their end"))
}

func noteSystemd(log *slog.Logger, err error) {
	if err != nil {
		log.Warn("systemd was not told", "error", err)
	}
}

// findingsOf prints the findings that an error is made of.
func findingsOf(s streams, err error) error {
	var wrong *app.FindingsError
	if errors.As(err, &wrong) {
		return printFindings(streams{out: s.err, err: s.err}, wrong.Findings, "text")
	}
	return err
}

// usableFile loads a file for a command that runs it: findings go to standard error.
func usableFile(s streams, path string) (*app.File, error) {
	loaded, findings, err := loadFile(path)
	if err != nil {
		return nil, err
	}
	return loaded, printFindings(streams{out: s.err, err: s.err}, findings, "text")
}

// logger writes lines of key=value to standard error.
func logger(s streams, level string) *slog.Logger {
	var least slog.Level
	if least.UnmarshalText([]byte(level)) != nil {
		least = slog.LevelInfo
	}
	return slog.New(slog.NewTextHandler(s.err, &slog.HandlerOptions{Level: least}))
}
