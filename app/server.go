package app

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/ariapp/ariapp/flows"
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
		a.server.base = "http://" + a.server.all.Addr().String()
		a.log.Info("listening", "address", a.server.all.Addr().String())
	}
	if cfg.Prompts.Listen != "" {
		if a.server.prompts, err = monitor.Listen(ctx, cfg.Prompts.Listen, a.log); err != nil {
			a.server.close()
			return fmt.Errorf("prompts.listen: %w", err)
		}
		a.server.base = "http://" + a.server.prompts.Addr().String()
	}
	if cfg.Prompts.URL != "" {
		a.server.base = strings.TrimRight(cfg.Prompts.URL, "/")
	}
	return nil
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
	if s.prompts != nil {
		done := make(chan struct{})
		a.walks.Go(func() {
			defer close(done)
			a.tellServed(s.prompts.Serve(ctx, a.sounds.Handler()))
		})
		defer func() { <-done }()
	}
	if s.all != nil {
		a.tellServed(s.all.Serve(ctx, a.handlerOfAll()))
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
	mux.Handle("/prompts/", a.sounds.Handler())
	mux.Handle("/", monitor.Handler(monitor.Options{Token: monitor.Token(a.opts.File.Config.Server.Token),
		Alive: a.lag.Alive, Ready: a.unready, Metrics: a.metrics.Handler(), Status: a.status, Logger: a.log,
		Schedules: presentHours{a},
		Reload: func(ctx context.Context) error {
			_, err := a.Reload(ctx)
			return err
		}}))
	return mux
}

// unready are the reasons why no calls should be sent here now.
func (a *App) unready() []string {
	var reasons []string
	for _, l := range a.links {
		if !l.isUp.Load() {
			reasons = append(reasons, "asterisk "+l.server.Name+" is not connected")
		}
	}
	switch why := a.refusal(); why {
	case "":
	case "max_calls":
		reasons = append(reasons, "as many calls as app.max_calls allows")
	default:
		reasons = append(reasons, why)
	}
	return reasons
}

// status is what the daemon does.
func (a *App) status() monitor.Status {
	s := monitor.Status{Version: a.opts.Version, Started: a.started, Calls: a.Calls(), Links: []monitor.Link{}}
	for _, l := range a.links {
		s.Links = append(s.Links, monitor.Link{Name: l.server.Name, Up: l.isUp.Load()})
	}
	if g := a.now.Load(); g != nil {
		s.File = monitor.File{Path: g.file.path, Version: g.file.Version()}
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	s.Draining = a.draining
	s.Reload.At = a.lastReload.at
	if a.lastReload.err != nil {
		s.Reload.Error = a.lastReload.err.Error()
	}
	return s
}

// serving says how Asterisk reaches prompts.
func (a *App) serving(file *File) world.Serving {
	data := a.opts.File.Config.App.DataFolder(a.opts.File.Folder(), os.LookupEnv)
	s := world.Serving{BaseURL: a.server.base, Cache: world.CacheFolder(data), Previous: a.sounds.Current()}
	if file.Config.Prompts.URL != "" {
		s.BaseURL = strings.TrimRight(file.Config.Prompts.URL, "/")
	}
	return s
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
