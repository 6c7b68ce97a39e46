package app

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/internal/api"
	"github.com/ariapp/ariapp/internal/config"
	"github.com/ariapp/ariapp/internal/hours"
	"github.com/ariapp/ariapp/internal/monitor"
	"github.com/ariapp/ariapp/internal/world"
)

// server is the daemon's HTTP side: one door for everything, and if need be
// another for prompts alone.
type server struct {
	all, prompts *monitor.Server
	// base is where Asterisk finds prompts, "" for nowhere.
	base string
}

// listen takes the addresses of the file; nothing is answered yet.
func (a *App) listen(ctx context.Context) error {
	if !a.opts.Serve {
		return nil
	}
	cfg := a.opts.File.Config
	var err error
	if cfg.Server.Listen != "" {
		if a.server.all, err = monitor.Listen(ctx, cfg.Server.Listen, a.log); err != nil {
			return fmt.Errorf("server.listen: %w", err)
		}
		a.server.base = baseOf(a.server.all.Addr())
		if err := a.secure(); err != nil {
			a.server.close()
			return err
		}
		a.log.Info("listening", "address", a.server.all.Addr().String())
	}
	if cfg.Prompts.Listen != "" {
		if a.server.prompts, err = monitor.Listen(ctx, cfg.Prompts.Listen, a.log); err != nil {
			a.server.close()
			return fmt.Errorf("prompts.listen: %w", err)
		}
		a.server.base = baseOf(a.server.prompts.Addr())
	}
	return nil
}

// baseOf is where an Asterisk on this machine finds what listens there; one on
// another machine needs prompts.url if it listens on all addresses.
func baseOf(address net.Addr) string {
	at, err := netip.ParseAddrPort(address.String())
	if err != nil {
		return "http://" + address.String()
	}
	if at.Addr().IsUnspecified() {
		at = netip.AddrPortFrom(netip.AddrFrom4([4]byte{127, 0, 0, 1}), at.Port())
	}
	return "http://" + at.String()
}

// tellFar warns of prompts that an Asterisk on another machine would look for on its own.
func (a *App) tellFar(base string) {
	if !config.OnThisMachine(base) {
		return
	}
	for _, l := range a.links {
		if !config.OnThisMachine(l.server.URL) {
			a.log.Warn("prompts of one's own are out of reach for an Asterisk elsewhere: set prompts.url",
				"asterisk", l.server.Name, "address", base)
		}
	}
}

// close gives the addresses back; for a server that does not come to serve.
func (s *server) close() {
	for _, one := range []*monitor.Server{s.all, s.prompts} {
		if one != nil {
			_ = one.Close()
		}
	}
}

// serve answers until ctx ends.
func (s *server) serve(ctx context.Context, a *App) {
	var doors sync.WaitGroup
	defer doors.Wait()
	for _, door := range []struct {
		server  *monitor.Server
		handler func() http.Handler
	}{{s.prompts, a.handlerOfSounds}, {s.all, a.handlerOfAll}} {
		if door.server != nil {
			doors.Go(func() { a.tellServed(door.server.Serve(ctx, door.handler())) })
		}
	}
}

func (a *App) tellServed(err error) {
	if err != nil {
		a.log.Error("the HTTP server has failed", "error", err)
	}
}

// handlerOfAll serves prompts, health, metrics and commands.
func (a *App) handlerOfAll() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("/prompts/", a.handlerOfSounds())
	mux.Handle(api.Prefix+"/", &apiDoor{app: a})
	mux.Handle("/", monitor.Handler(a.commands(monitor.Options{
		Token: monitor.Token(a.opts.File.Config.Server.Token), Alive: a.lag.Alive, Ready: a.unready,
		Metrics: a.metrics.Handler(), Status: a.status, Logger: a.log, Schedules: presentHours{a}})))
	return mux
}

// handlerOfSounds serves what Asterisk plays: prompts, and messages of voicemail.
func (a *App) handlerOfSounds() http.Handler {
	if a.posting == nil {
		return a.sounds.Handler()
	}
	mux := http.NewServeMux()
	mux.Handle("/", a.sounds.Handler())
	mux.Handle(soundRoute, a.posting.sounds)
	return mux
}

// serving says how Asterisk reaches prompts.
func (a *App) serving(file *File) world.Serving {
	return world.Serving{BaseURL: a.soundBase(file.Config), Cache: world.CacheFolder(a.data()),
		Previous: a.sounds.Current()}
}

// soundBase is what addresses of sounds begin with, "" where Asterisk reaches none.
func (a *App) soundBase(c config.Config) string {
	if c.Prompts.URL != "" {
		return strings.TrimRight(c.Prompts.URL, "/")
	}
	return a.server.base
}

// soundsAt is the same by the present version of the file; without a server of our own nobody has the sounds.
func (a *App) soundsAt() string {
	if a.server.base == "" {
		return ""
	}
	return a.soundBase(*a.config())
}

// presentHours are the schedules of the present version of the file.
type presentHours struct{ app *App }

func (p presentHours) hours() *hours.Hours {
	if g := p.app.now.Load(); g != nil {
		return g.world.Hours
	}
	return hours.New(nil, nil)
}

// Names are all schedules, sorted.
func (p presentHours) Names() []string { return slices.Clone(p.hours().Names()) }

// Decide asks a schedule.
func (p presentHours) Decide(ctx context.Context, name string, at time.Time) (flows.Decision, error) {
	return p.hours().Decide(ctx, name, at)
}

// Override sets one by hand.
func (p presentHours) Override(ctx context.Context, name, mode string, until time.Time, by string) error {
	return p.hours().Override(ctx, name, mode, until, by)
}
