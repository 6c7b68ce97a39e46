package natsstore

import (
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"strings"
)

// Options say where values are kept: in exactly one of Folder and URL.
type Options struct {
	// Folder holds the files of the server inside; it is made if it is not there.
	Folder string
	// SyncAlways forces every change onto the disk before it is acknowledged:
	// slower by what the disk needs, and nothing is lost when the power fails.
	SyncAlways bool

	// URL is a cluster's, such as nats://nats-1:4222,nats://nats-2:4222. It may hold user and password.
	URL string
	// Credentials is a file of NATS credentials, RootCA one of the authorities to trust; both may be empty.
	Credentials, RootCA string
	// Cert is a file of this client's certificate, Key one of its key, both in PEM, for a cluster that asks for one.
	Cert, Key string
	// Replicas is how many servers keep a bucket that has to be made; 0 for three
	// where the cluster has as many, else one. A bucket that is there is used as it is.
	Replicas int

	// Logger hears of lost connections and of what the server inside has to say; nobody if nil.
	Logger *slog.Logger
}

func (o Options) check() error {
	switch {
	case o.Folder == "" && o.URL == "":
		return errors.New("neither a folder nor a URL is given")
	case o.Folder != "" && o.URL != "":
		return errors.New("both a folder and a URL are given")
	case o.Folder != "" && o.Replicas > 1:
		return errors.New("a folder has one replica")
	case (o.Cert == "") != (o.Key == ""):
		return errors.New("a certificate and its key go together")
	case o.Replicas < 0 || o.Replicas > ReplicasMax:
		return fmt.Errorf("%d replicas, at most %d", o.Replicas, ReplicasMax)
	}
	for _, one := range strings.Split(o.URL, ",") {
		if _, err := url.Parse(strings.TrimSpace(one)); err != nil {
			return errors.New("the URL cannot be read") // its error would show the password
		}
	}
	return nil
}

// place is where values are kept, for people: without passwords.
func (o Options) place() string {
	if o.Folder != "" {
		return o.Folder
	}
	servers := strings.Split(o.URL, ",")
	for i, one := range servers {
		one = strings.TrimSpace(one)
		if !strings.Contains(one, "://") {
			one = "nats://" + one
		}
		parsed, err := url.Parse(one)
		if err != nil {
			servers[i] = "?"
			continue
		}
		servers[i] = parsed.Scheme + "://" + parsed.Host
	}
	return strings.Join(servers, ",")
}
