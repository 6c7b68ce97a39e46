package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path"
	"path/filepath"
	"strings"
	"time"
)

// Limits on what a server may send.
const (
	documentBytesMax = 16 << 20
	documentTimeout  = 30 * time.Second
)

// fetch returns one document of the description by its file name.
type fetch func(ctx context.Context, name string) ([]byte, error)

// read loads the index and every resource it names.
func read(ctx context.Context, from, user, password string) (*description, error) {
	if from == "" {
		return nil, errors.New("-from is missing")
	}
	get := fromFolder(from)
	if strings.HasPrefix(from, "http://") || strings.HasPrefix(from, "https://") {
		get = fromServer(strings.TrimRight(from, "/"), user, password)
	}
	var index struct {
		APIs []struct{ Path string }
	}
	if err := load(ctx, get, "resources.json", &index); err != nil {
		return nil, err
	}
	description := &description{models: map[string]*model{}}
	for _, entry := range index.APIs {
		name := strings.TrimSuffix(path.Base(entry.Path), ".{format}")
		resource := &resource{name: name}
		if err := load(ctx, get, name+".json", resource); err != nil {
			return nil, err
		}
		description.resources = append(description.resources, resource)
	}
	return description, description.resolve()
}

func load(ctx context.Context, get fetch, name string, into any) error {
	content, err := get(ctx, name)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(content, into); err != nil {
		return fmt.Errorf("reading %s: %w", name, err)
	}
	return nil
}

func fromFolder(folder string) fetch {
	return func(_ context.Context, name string) ([]byte, error) {
		return os.ReadFile(filepath.Join(folder, name))
	}
}

func fromServer(root, user, password string) fetch {
	client := &http.Client{Timeout: documentTimeout}
	return func(ctx context.Context, name string) ([]byte, error) {
		request, err := http.NewRequestWithContext(ctx, http.MethodGet, root+"/"+name, nil)
		if err != nil {
			return nil, err
		}
		request.SetBasicAuth(user, password)
		response, err := client.Do(request)
		if err != nil {
			return nil, err
		}
		defer func() { _ = response.Body.Close() }()
		if response.StatusCode != http.StatusOK {
			return nil, fmt.Errorf("fetching %s: %s", name, response.Status)
		}
		return io.ReadAll(io.LimitReader(response.Body, documentBytesMax))
	}
}
