package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "gen:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string) error {
	flags := flag.NewFlagSet("gen", flag.ContinueOnError)
	from := flags.String("from", "", "folder with *.json, or URL of a server's api-docs")
	user := flags.String("user", "", "user for the URL")
	password := flags.String("password", "", "password for the URL")
	out := flags.String("out", "ari", "folder to write *_gen.go to")
	if err := flags.Parse(args); err != nil {
		return err
	}
	description, err := read(ctx, *from, *user, *password)
	if err != nil {
		return err
	}
	files, err := generate(description)
	if err != nil {
		return err
	}
	if err := replaceGenerated(*out, files); err != nil {
		return err
	}
	fmt.Printf("%d operations, %d models, %d events, %d files\n",
		description.operationCount(), len(description.models), len(description.events()), len(files))
	return nil
}

// replaceGenerated writes the files and removes generated ones that are no longer made.
func replaceGenerated(folder string, files map[string][]byte) error {
	old, err := filepath.Glob(filepath.Join(folder, "*_gen.go"))
	if err != nil {
		return err
	}
	for _, path := range old {
		if _, kept := files[filepath.Base(path)]; !kept {
			if err := os.Remove(path); err != nil {
				return err
			}
		}
	}
	for name, content := range files {
		if err := os.WriteFile(filepath.Join(folder, name), content, 0o644); err != nil {
			return err
		}
	}
	return nil
}
