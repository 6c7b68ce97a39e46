package natsstore_test

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"log/slog"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/jwt/v2"
	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nkeys"

	"github.com/ariapp/ariapp/internal/cluster"
	"github.com/ariapp/ariapp/internal/cluster/clustertest"
	"github.com/ariapp/ariapp/internal/store/natsstore"
)

// nation is a cluster of three servers that wants certificates and credentials, with two accounts.
type nation struct {
	servers []*server.Server
	folder  string // with ca.pem, cert.pem, key.pem, a.creds and b.creds
}

func (n *nation) file(name string) string { return filepath.Join(n.folder, name) }

// options are those of a client of an account.
func (n *nation) options(account string, at ...int) natsstore.Options {
	var urls []string
	for _, i := range at {
		urls = append(urls, "tls://"+n.servers[i].Addr().String())
	}
	return natsstore.Options{URL: strings.Join(urls, ","), RootCA: n.file("ca.pem"), Cert: n.file("cert.pem"), Key: n.file("key.pem"),
		Credentials: n.file(account + ".creds")}
}

// found starts the three and waits until they are one.
func found(t *testing.T) *nation {
	t.Helper()
	n := &nation{folder: t.TempDir()}
	certificates(t, n.folder)
	trust := credentials(t, n.folder)
	route := "nats-route://127.0.0.1:1" // the first needs one to be no server alone
	for i := range 3 {
		config := n.file(fmt.Sprintf("%d.conf", i))
		must(t, writeFile(config, fmt.Sprintf(`
			server_name: s%d, host: 127.0.0.1, port: -1
			jetstream {store_dir: %q, max_file_store: 8GB, max_memory_store: 1MB}
			tls {cert_file: %q, key_file: %q, ca_file: %q, verify: true}
			cluster {name: three, host: 127.0.0.1, port: -1, routes: [%s]}
			%s`, i, n.file(fmt.Sprint("js", i)), n.file("cert.pem"), n.file("key.pem"), n.file("ca.pem"), route, trust)))
		opts, err := server.ProcessConfigFile(config)
		must(t, err)
		opts.NoLog, opts.NoSigs = true, true
		running, err := server.NewServer(opts)
		must(t, err)
		running.Start()
		t.Cleanup(func() { running.Shutdown(); running.WaitForShutdown() })
		if !running.ReadyForConnections(10 * time.Second) {
			t.Fatal("a server is not ready")
		}
		n.servers = append(n.servers, running)
		route = "nats-route://" + n.servers[0].ClusterAddr().String()
	}
	await(t, "one cluster of three", func() bool {
		for _, one := range n.servers {
			if one.JetStreamIsLeader() {
				return len(one.JetStreamClusterPeers()) == len(n.servers)
			}
		}
		return false
	})
	return n
}

func await(t *testing.T, what string, is func() bool) {
	t.Helper()
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for end := time.Now().Add(60 * time.Second); !is(); <-tick.C {
		if time.Now().After(end) {
			t.Fatalf("it never came to %s", what)
		}
	}
}

// credentials makes an operator's accounts a and b, their users' files, and what a server has to know of them.
func credentials(t *testing.T, folder string) (config string) {
	t.Helper()
	pair := func(kind func() (nkeys.KeyPair, error)) (nkeys.KeyPair, string) {
		keys, err := kind()
		must(t, err)
		public, err := keys.PublicKey()
		must(t, err)
		return keys, public
	}
	operator, operatorID := pair(nkeys.CreateOperator)
	trust, err := jwt.NewOperatorClaims(operatorID).Encode(operator)
	must(t, err)
	var preload strings.Builder
	ids := map[string]string{}
	for _, name := range []string{"sys", "a", "b"} {
		keys, id := pair(nkeys.CreateAccount)
		ids[name] = id
		claims := jwt.NewAccountClaims(id)
		if name != "sys" {
			claims.Limits.JetStreamLimits = jwt.JetStreamLimits{MemoryStorage: jwt.NoLimit, DiskStorage: jwt.NoLimit, Streams: jwt.NoLimit,
				Consumer: jwt.NoLimit}
		}
		account, err := claims.Encode(operator)
		must(t, err)
		fmt.Fprintf(&preload, "%s: %s\n", id, account)
		user, userID := pair(nkeys.CreateUser)
		token, err := jwt.NewUserClaims(userID).Encode(keys)
		must(t, err)
		seed, err := user.Seed()
		must(t, err)
		file, err := jwt.FormatUserConfig(token, seed)
		must(t, err)
		must(t, writeFile(filepath.Join(folder, name+".creds"), string(file)))
	}
	return fmt.Sprintf("operator: %s\nsystem_account: %s\nresolver: MEMORY\nresolver_preload {\n%s}\n", trust, ids["sys"], preload.String())
}

// certificates makes an authority, and a certificate of it for servers and clients on this machine.
func certificates(t *testing.T, folder string) {
	t.Helper()
	block := func(name, kind string, data []byte) {
		must(t, writeFile(filepath.Join(folder, name), string(pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: data}))))
	}
	until := time.Now().Add(time.Hour)
	authority := &x509.Certificate{SerialNumber: big.NewInt(1), NotAfter: until, IsCA: true, BasicConstraintsValid: true,
		KeyUsage: x509.KeyUsageCertSign}
	theirs, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	must(t, err)
	signed, err := x509.CreateCertificate(rand.Reader, authority, authority, theirs.Public(), theirs)
	must(t, err)
	block("ca.pem", "CERTIFICATE", signed)
	ours, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	must(t, err)
	machine := &x509.Certificate{SerialNumber: big.NewInt(2), NotAfter: until, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth}}
	signed, err = x509.CreateCertificate(rand.Reader, machine, authority, ours.Public(), theirs)
	must(t, err)
	block("cert.pem", "CERTIFICATE", signed)
	key, err := x509.MarshalECPrivateKey(ours)
	must(t, err)
	block("key.pem", "EC PRIVATE KEY", key)
}

// Law: in a cluster of three, with certificates and credentials, buckets have three replicas and are stores as
// any other, instances at different servers hear each other, and an account sees nothing of another. A bucket that
// one server keeps is used as it is, which is said; one with three outlives a server.
func TestAClusterOfThree(t *testing.T) {
	t.Parallel()
	n := found(t)
	here, there := open(t, n.options("a", 0)), open(t, n.options("a", 1))
	awaitBack(t, here)
	clustertest.Run(t, here.Bucket("ariapp_calls", "calls"))
	if got := natsstore.Replicas(t, here, "ariapp_calls"); got != 3 {
		t.Errorf("the bucket has %d replicas", got)
	}
	clustertest.RunPost(t, here.Post(), there.Post())
	stop, err := here.Post().Answer("n1", func(context.Context, []byte) []byte { return nil })
	must(t, err)
	defer stop()
	stranger := open(t, n.options("b", 0))
	await(t, "another account that sees no calls", func() bool { // a server that has not met the account yet refuses it
		all, err := stranger.Bucket("ariapp_calls", "calls").All(t.Context())
		return err == nil && len(all) == 0
	})
	if _, err := stranger.Post().Ask(t.Context(), "n1", nil); !errors.Is(err, cluster.ErrNobody) {
		t.Errorf("another account asks: %v", err)
	}
	n.tellsOfOne(t)
	n.outlives(t)
}

// tellsOfOne opens a bucket that one server keeps, twice: the log is told once.
func (n *nation) tellsOfOne(t *testing.T) {
	t.Helper()
	var said bytes.Buffer
	opts := n.options("a", 0)
	opts.Replicas, opts.Logger = 1, slog.New(slog.NewTextHandler(&said, nil))
	s := open(t, opts)
	for range 2 {
		_, err := s.Bucket("ariapp_alone", "what is kept once").All(t.Context())
		must(t, err)
	}
	closed(t, s)
	if text := said.String(); strings.Count(text, "kept by one server") != 1 || !strings.Contains(text, "KV_ariapp_alone") {
		t.Errorf("it said %s", text)
	}
}

// outlives has a server end: nothing that was written is lost, and writing goes on, also for whom that server served.
func (n *nation) outlives(t *testing.T) {
	t.Helper()
	s := open(t, n.options("a", 2, 1))
	bucket := s.Bucket("ariapp_calls", "calls")
	written := bucket.Write(t.Context(), []cluster.Change{{Key: "outlives", Value: []byte("one")}})
	must(t, written[0].Err)
	n.servers[2].Shutdown()
	n.servers[2].WaitForShutdown()
	change := cluster.Change{Key: "outlives", Value: []byte("two"), Revision: written[0].Revision}
	await(t, "a write without a server", func() bool {
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		written := bucket.Write(ctx, []cluster.Change{change})[0]
		if errors.Is(written.Err, cluster.ErrOutrun) { // by an answer that was lost
			item, err := bucket.Get(ctx, "outlives")
			return err == nil && string(item.Value) == "two"
		}
		return written.Err == nil
	})
	if item, err := bucket.Get(t.Context(), "outlives"); err != nil || string(item.Value) != "two" {
		t.Errorf("afterwards: %q, %v", item.Value, err)
	}
}

// Law: a client without a certificate, without credentials, or that does not know the authority is not let
// in, and is told why.
func TestWhoIsNotLetIn(t *testing.T) {
	t.Parallel()
	n := found(t)
	for _, c := range []struct {
		name   string
		change func(*natsstore.Options)
		want   string
	}{
		{"no certificate", func(o *natsstore.Options) { o.Cert, o.Key = "", "" }, "tls"},
		{"no authority", func(o *natsstore.Options) { o.RootCA = "" }, "certificate"},
		{"no credentials", func(o *natsstore.Options) { o.Credentials = "" }, "authorization"},
	} {
		opts := n.options("a", 0)
		c.change(&opts)
		_, err := open(t, opts).Get(t.Context(), "key")
		if !errors.Is(err, natsstore.ErrAway) || !strings.Contains(strings.ToLower(err.Error()), c.want) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

// Law: two accounts of one server do not see each other, and a server that is alone keeps one replica without a word;
// who wants more is told.
func TestAccountsByPassword(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	config := filepath.Join(folder, "nats.conf")
	must(t, writeFile(config, fmt.Sprintf(`host: 127.0.0.1, port: -1
		jetstream {store_dir: %q, max_file_store: 8GB}
		accounts {
			A: {jetstream: enabled, users: [{user: a, password: hunter2}]}
			B: {jetstream: enabled, users: [{user: b, password: hunter2}]}
		}`, folder)))
	opts, err := server.ProcessConfigFile(config)
	must(t, err)
	opts.NoLog, opts.NoSigs = true, true
	running, err := server.NewServer(opts)
	must(t, err)
	running.Start()
	t.Cleanup(func() { running.Shutdown(); running.WaitForShutdown() })
	if !running.ReadyForConnections(10 * time.Second) {
		t.Fatal("the server is not ready")
	}
	url := func(user string) string { return "nats://" + user + ":hunter2@" + running.Addr().String() }
	var said bytes.Buffer
	a := open(t, natsstore.Options{URL: url("a"), Logger: slog.New(slog.NewTextHandler(&said, nil))})
	b := open(t, natsstore.Options{URL: url("b")})
	written := a.Bucket("ariapp_calls", "calls").Write(t.Context(), []cluster.Change{{Key: "call", Value: []byte("x")}})
	must(t, written[0].Err)
	stop, err := a.Post().Answer("n1", func(context.Context, []byte) []byte { return nil })
	must(t, err)
	defer stop()
	if all, err := b.Bucket("ariapp_calls", "calls").All(t.Context()); err != nil || len(all) > 0 {
		t.Errorf("another account sees %v, %v", all, err)
	}
	if _, err := b.Post().Ask(t.Context(), "n1", nil); !errors.Is(err, cluster.ErrNobody) {
		t.Errorf("another account asks: %v", err)
	}
	got := natsstore.Replicas(t, a, "ariapp_calls")
	closed(t, a)
	if got != 1 || strings.Contains(said.String(), "kept by one") {
		t.Errorf("%d replicas, and it said %s", got, said.String())
	}
	three := open(t, natsstore.Options{URL: url("a"), Replicas: 3})
	if _, err := three.Bucket("another", "x").All(t.Context()); err == nil || !strings.Contains(err.Error(), "replicas") {
		t.Errorf("three replicas of one server: %v", err)
	}
}

// Law: a certificate needs its key, and files that are not there are told by Open or by the first request.
func TestFilesThatAreNotThere(t *testing.T) {
	_, port := serving(t, t.TempDir(), -1)
	for _, opts := range []natsstore.Options{{Cert: "c.pem"}, {Key: "k.pem"}, {Cert: "none.pem", Key: "none.pem"}, {RootCA: "none.pem"},
		{Credentials: "none.creds"}} {
		opts.URL = fmt.Sprintf("nats://127.0.0.1:%d", port)
		s, err := natsstore.Open(opts)
		if err == nil {
			_, err = s.Get(t.Context(), "key")
			closed(t, s)
		}
		if err == nil || !errors.Is(err, os.ErrNotExist) && !strings.Contains(err.Error(), "go together") {
			t.Errorf("%+v: %v", opts, err)
		}
	}
}
