//go:build linux && asterisk

package asterisk

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/ariapp/ariapp/ari"
)

// resource is one file of the description that Asterisk serves of itself.
type resource struct {
	APIs []struct {
		Path       string
		Operations []struct {
			HTTPMethod    string
			Nickname      string
			Upgrade       string
			ResponseClass string
			Parameters    []struct {
				Name          string
				ParamType     string
				DataType      string
				Required      bool
				AllowMultiple bool
			}
			// A code is a number or, here and there, a text.
			ErrorResponses []struct{ Code json.Number }
		}
	}
	Models map[string]struct {
		SubTypes   []string
		Properties map[string]struct {
			Type     string
			Required bool
		}
	}
}

// describe gets one file of the served description.
func describe(t *testing.T, path string, into any) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), awaitTimeout)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, lab.ARIURL+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	request.SetBasicAuth(lab.User, lab.Password.Plain())
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		t.Fatalf("GET %s: %s", path, response.Status)
	}
	if err := json.NewDecoder(response.Body).Decode(into); err != nil {
		t.Fatalf("GET %s: %v", path, err)
	}
}

// served returns all that the running Asterisk says of its interface.
func served(t *testing.T) []resource {
	t.Helper()
	var listing struct{ APIs []struct{ Path string } }
	describe(t, "/api-docs/resources.json", &listing)
	if len(listing.APIs) < 11 {
		t.Fatalf("only %d resources are served", len(listing.APIs))
	}
	var resources []resource
	for _, entry := range listing.APIs {
		var r resource
		describe(t, strings.ReplaceAll(entry.Path, "{format}", "json"), &r)
		resources = append(resources, r)
	}
	return resources
}

// signature is an operation without the name that we gave it.
func signature(o ari.Operation) string { return o.Method + " " + o.Path }

// Law: the client has every operation of the running Asterisk as it is served:
// method, path, parameters with their kinds, reply and failures.
func TestClientHasEveryServedOperation(t *testing.T) {
	want := map[string]ari.Operation{}
	for _, r := range served(t) {
		for _, api := range r.APIs {
			for _, o := range api.Operations {
				operation := ari.Operation{
					Name: o.Nickname, Method: o.HTTPMethod, Path: api.Path, Response: o.ResponseClass,
					WebSocket: o.Upgrade == "websocket",
				}
				for _, p := range o.Parameters {
					operation.Parameters = append(operation.Parameters, ari.Parameter{
						Name: p.Name, In: p.ParamType, Type: p.DataType, Multiple: p.AllowMultiple,
						// Some descriptions forget that there is no path without it.
						Required: p.Required || p.ParamType == "path",
					})
				}
				for _, failure := range o.ErrorResponses {
					status, err := failure.Code.Int64()
					if err != nil {
						t.Errorf("%s: %v", o.Nickname, err)
					}
					operation.Statuses = append(operation.Statuses, int(status))
				}
				want[signature(operation)] = operation
			}
		}
	}
	got := map[string]ari.Operation{}
	for _, o := range ari.Operations() {
		got[signature(o)] = o
	}
	unordered := cmpopts.SortSlices(func(a, b int) bool { return a < b })
	names := cmpopts.IgnoreFields(ari.Operation{}, "Name")
	if diff := cmp.Diff(want, got, unordered, names, cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("-served +client:\n%s", diff)
	}
}

// Law: the client knows every object and every event of the running Asterisk,
// with every field.
func TestClientHasEveryServedModel(t *testing.T) {
	known := map[string]map[string]ari.Field{}
	for _, m := range ari.Models() {
		known[m.Name] = map[string]ari.Field{}
		for _, f := range m.Fields {
			known[m.Name][f.Name] = f
		}
	}
	models, events := 0, 0
	for _, r := range served(t) {
		for name, m := range r.Models {
			models++
			if name == "Event" {
				events += len(m.SubTypes)
				for _, kind := range m.SubTypes {
					if !slices.Contains(ari.EventTypes(), kind) {
						t.Errorf("the client does not know the event %s", kind)
					}
				}
			}
			if known[name] == nil {
				t.Errorf("the client does not know %s", name)
				continue
			}
			for field, p := range m.Properties {
				want := ari.Field{Name: field, Type: p.Type, Required: p.Required}
				if got := known[name][field]; got != want {
					t.Errorf("%s.%s is served as %+v, known as %+v", name, field, want, got)
				}
			}
		}
	}
	if models < 60 || events < 40 {
		t.Errorf("only %s are served", fmt.Sprint(models, " models and ", events, " events"))
	}
}
