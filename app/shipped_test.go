package app

import (
	"os"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ariapp/ariapp/internal/config"
)

const shipped = "../ivr.yaml"

func TestTheShippedFileIsClean(t *testing.T) {
	file, findings, err := Load(shipped)
	if err != nil || file == nil || len(findings) > 0 {
		for _, f := range findings {
			t.Log(f.Format())
		}
		t.Fatal(err, "the shipped ivr.yaml has findings")
	}
	if diff := cmp.Diff(config.Default().App, file.Config.App); diff != "" {
		t.Errorf("its values for app are not the defaults:\n%s", diff)
	}
	if diff := cmp.Diff(config.Default().Prompts, file.Config.Prompts); diff != "" {
		t.Errorf("its values for prompts are not the defaults:\n%s", diff)
	}
}

// Every setting of the outer part stands in the reference, if only as a comment.
func TestTheShippedFileNamesEverySetting(t *testing.T) {
	data, err := os.ReadFile(shipped)
	if err != nil {
		t.Fatal(err)
	}
	for _, section := range []any{config.App{}, config.Asterisk{}, config.Cluster{}, config.Server{}, config.HTTP{},
		config.Prompts{}} {
		fields := reflect.TypeOf(section)
		for i := range fields.NumField() {
			key := snake(fields.Field(i).Name)
			if !regexp.MustCompile(`(?m)^\s+(# )?` + key + `:`).Match(data) {
				t.Errorf("%s has no %s", shipped, key)
			}
		}
	}
}

// snake is a Go name as YAML has it: MaxCalls is max_calls, APIKey api_key.
func snake(name string) string {
	words := regexp.MustCompile(`[A-Z]+(?:[a-z]+|$)|[A-Z]+`).FindAllString(regexp.
		MustCompile(`([A-Z]+)([A-Z][a-z])`).ReplaceAllString(name, "$1 $2"), -1)
	return strings.ToLower(strings.Join(words, "_"))
}
