package natsstore

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

// Open begins to keep values. With a folder it returns when what is in there is
// read. With a URL it tries to connect once; a cluster that is away is no error
// here but of each request, until it is back.
func Open(opts Options) (*Store, error) {
	if err := opts.check(); err != nil {
		return nil, fmt.Errorf("opening the store: %w", err)
	}
	if opts.Logger == nil {
		opts.Logger = slog.New(slog.DiscardHandler)
	}
	s := &Store{place: opts.place(), replicas: opts.Replicas, ended: make(chan struct{}), refused: make(chan struct{}),
		single: map[string]bool{}}
	s.log = opts.Logger.With("store", s.place)
	s.values = &bucket{store: s, name: valuesBucket, about: "values that flows keep", bytes: bytesMax, largest: messageMax}
	if opts.Folder != "" {
		var err error
		if s.inside, err = startInside(opts); err != nil {
			return nil, fmt.Errorf("opening the store in %s: %w", opts.Folder, err)
		}
	}
	if err := s.begin(opts); err != nil {
		s.inside.stop()
		return nil, fmt.Errorf("opening the store in %s: %w", s.place, err)
	}
	return s, nil
}

// begin connects, and with a server inside makes sure that it serves.
func (s *Store) begin(opts Options) error {
	var err error
	if s.connection, err = nats.Connect(opts.URL, s.connecting(opts)...); err != nil {
		return err
	}
	if s.jetstream, err = jetstream.New(s.connection, jetstream.WithPublishAsyncTimeout(requestTime)); err != nil {
		s.connection.Close()
		return err
	}
	if s.inside == nil {
		if s.connected() != nil { // why is told a moment later
			select {
			case <-s.refused:
			case <-time.After(connectTime):
			}
		}
		if away := s.connected(); away != nil {
			opts.Logger.Warn("the store is away, trying again", "error", away)
		}
		return nil
	}
	ctx, cancel := context.WithTimeout(context.Background(), startTime)
	defer cancel()
	if _, err := s.values.open(ctx); err != nil {
		s.connection.Close()
		return err
	}
	return nil
}

func (s *Store) connecting(opts Options) []nats.Option {
	options := []nats.Option{
		nats.Name("ariapp"), nats.Timeout(connectTime), nats.MaxReconnects(-1), nats.RetryOnFailedConnect(true),
		nats.IgnoreAuthErrorAbort(), nats.ReconnectWait(retryFirst), nats.ReconnectJitter(retryJitter, retryJitter),
		nats.ReconnectBufSize(-1), // what cannot be sent now is an error now, and is not sent later
		nats.PingInterval(pingEvery), nats.MaxPingsOutstanding(pingsLost),
		nats.ClosedHandler(func(*nats.Conn) { s.lostLine(); close(s.ended) }),
	}
	if s.inside != nil {
		return append(options, nats.InProcessServer(s.inside.server))
	}
	log, told := s.log, sync.OnceFunc(func() { close(s.refused) })
	options = append(options,
		nats.DisconnectErrHandler(func(_ *nats.Conn, err error) {
			s.lostLine()
			if err != nil { // none when it is we who leave
				_ = s.fault(err)
				log.Warn("the store's connection is lost", "error", err)
			}
		}),
		nats.ConnectHandler(func(*nats.Conn) { log.Info("the store is connected") }),
		nats.ReconnectHandler(func(*nats.Conn) { log.Info("the store is back") }),
		nats.ErrorHandler(func(_ *nats.Conn, _ *nats.Subscription, err error) {
			log.Warn("the store's connection has a fault", "error", err)
		}),
		nats.ReconnectErrHandler(func(_ *nats.Conn, err error) { _ = s.fault(err); told() }),
	)
	if opts.Credentials != "" {
		options = append(options, nats.UserCredentials(opts.Credentials))
	}
	if opts.RootCA != "" {
		options = append(options, nats.RootCAs(opts.RootCA))
	}
	if opts.Cert != "" {
		options = append(options, nats.ClientCert(opts.Cert, opts.Key))
	}
	return options
}

// Close ends the connection and the server inside, and waits for both. A second Close does nothing.
func (s *Store) Close() error {
	s.closing.Do(func() {
		s.connection.Close()
		<-s.ended
		s.inside.stop()
	})
	return nil
}
