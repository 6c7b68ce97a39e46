package ari_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"testing"

	"github.com/ariapp/ariapp/ari"
)

// Law: a list of applications that Asterisk fails to make is asked for again, a few times, and one that it refuses is
// not.
func TestAllApplications(t *testing.T) {
	for name, tt := range map[string]struct {
		fails, status, requests int
		goesWell                bool
	}{
		"at once":              {requests: 1, goesWell: true},
		"one has gone away":    {fails: 1, status: http.StatusInternalServerError, requests: 2, goesWell: true},
		"two have gone away":   {fails: 2, status: http.StatusInternalServerError, requests: 3, goesWell: true},
		"Asterisk is not well": {fails: 100, status: http.StatusInternalServerError, requests: 3},
		"Asterisk refuses":     {fails: 100, status: http.StatusForbidden, requests: 1},
	} {
		t.Run(name, func(t *testing.T) {
			requests := 0
			client := overHTTP(t, func(w http.ResponseWriter, _ *http.Request) {
				if requests++; requests <= tt.fails {
					w.WriteHeader(tt.status)
					fmt.Fprint(w, `{"message": "Allocation failed"}`)
					return
				}
				fmt.Fprint(w, `[{"name": "ivr", "channel_ids": ["1.1"]}]`)
			})
			all, err := client.Applications.All(context.Background())
			if requests != tt.requests {
				t.Errorf("it is asked %d times, want %d", requests, tt.requests)
			}
			failed := (*ari.Error)(nil)
			switch {
			case tt.goesWell && (err != nil || len(all) != 1 || all[0].Name != "ivr"):
				t.Errorf("there are %+v, %v", all, err)
			case !tt.goesWell && (!errors.As(err, &failed) || failed.Status != tt.status):
				t.Errorf("the error is %v", err)
			}
		})
	}
}
