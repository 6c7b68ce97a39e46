//go:build linux

package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"net/netip"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/ariapp/ariapp/internal/asteriskconf"
	"github.com/ariapp/ariapp/test/asterisk/rig"
)

const usage = `usage: rigctl [flags] command

  up                  install what is missing, start Asterisk, say where it listens
  down [--keep-root]  end Asterisk and remove every trace; --keep-root keeps the
                      root file system, the password and installed packages
  status              say what is there; exit 3 when Asterisk is not running
  cli LINE            run one line on Asterisk's console

flags:
`

// Exit codes.
const (
	exitFailed     = 1
	exitUsage      = 2
	exitNotRunning = 3
)

var errUsage = errors.New("wrong usage")

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	err := run(ctx, os.Args[1:])
	stop()
	switch {
	case err == nil:
	case errors.Is(err, flag.ErrHelp):
	case errors.Is(err, errUsage):
		os.Exit(exitUsage)
	default:
		fmt.Fprintln(os.Stderr, "rigctl:", err)
		if errors.Is(err, rig.ErrNotRunning) {
			os.Exit(exitNotRunning)
		}
		os.Exit(exitFailed)
	}
}

func run(ctx context.Context, args []string) error {
	options := rig.Options{Log: func(line string) { fmt.Fprintln(os.Stderr, line) }}
	flags := flag.NewFlagSet("rigctl", flag.ContinueOnError)
	flags.Usage = func() {
		fmt.Fprint(os.Stderr, usage)
		flags.PrintDefaults()
	}
	flags.StringVar(&options.Dir, "dir", "",
		"`folder` of the rig (default $"+rig.DirVariable+", else one in the user's cache folder)")
	flags.Func("http", "`address:port` of ARI (default 127.0.0.1:8088)", parseBind(&options.HTTP))
	flags.Func("sip", "`address:port` of SIP over UDP (default 127.0.0.1:5060)", parseBind(&options.SIP))
	flags.StringVar(&options.App, "app", "", "Stasis `application` of the dialplan (default ivr)")
	flags.StringVar(&options.User, "user", "", "ARI `user` (default ariapp)")
	password := flags.String("password", "", "ARI `password` (default: made up, and kept)")
	if err := flags.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return err
		}
		return errUsage
	}
	options.Password = asteriskconf.Password(*password)
	if options.Dir == "" {
		dir, err := rig.DefaultDir()
		if err != nil {
			return err
		}
		options.Dir = dir
	}
	r, err := rig.New(options)
	if err != nil {
		return err
	}
	return do(ctx, r, flags)
}

// do runs the command that stands behind the flags.
func do(ctx context.Context, r *rig.Rig, flags *flag.FlagSet) error {
	rest := flags.Args()
	switch {
	case len(rest) == 1 && rest[0] == "up":
		access, err := r.Up(ctx)
		if err != nil {
			return err
		}
		printAccess(access)
		return nil
	case len(rest) == 1 && rest[0] == "down":
		return r.Down(ctx, false)
	case len(rest) == 2 && rest[0] == "down" && rest[1] == "--keep-root":
		return r.Down(ctx, true)
	case len(rest) == 1 && rest[0] == "status":
		return printStatus(r)
	case len(rest) >= 2 && rest[0] == "cli":
		answer, err := r.CLI(ctx, strings.Join(rest[1:], " "))
		fmt.Print(answer)
		return err
	}
	flags.Usage()
	return errUsage
}

func parseBind(bind *netip.AddrPort) func(string) error {
	return func(text string) error {
		parsed, err := netip.ParseAddrPort(text)
		*bind = parsed
		return err
	}
}

// printAccess shows the password too: it opens a test Asterisk on loopback.
func printAccess(access rig.Access) {
	fmt.Printf("ARI  %s  user %s  password %s\n", access.ARIURL, access.User, access.Password.Plain())
	fmt.Printf("SIP  %s (UDP), any number enters Stasis(%s)\n", access.SIP, access.App)
}

func printStatus(r *rig.Rig) error {
	status, err := r.Status()
	if err != nil {
		return err
	}
	whole := "no root file system"
	if status.Whole {
		whole = "root file system complete"
	}
	fmt.Printf("%s: %s\n", status.Dir, whole)
	if !status.Running {
		return rig.ErrNotRunning
	}
	fmt.Printf("asterisk runs as process %d\n", status.Pid)
	printAccess(status.Access)
	return nil
}
