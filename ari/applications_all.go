package ari

import (
	"context"
	"errors"
	"net/http"
)

// All is [ApplicationsService.List], asked again where Asterisk fails. It answers 500 ("Allocation failed") where an
// application goes away while it lists them, as that of a process does which has just died: who looks for what that one
// has left looks in this very moment (seen on 22.10.1).
func (s *ApplicationsService) All(ctx context.Context) (all []Application, err error) {
	for range listTries {
		all, err = s.List(ctx)
		if failed := (*Error)(nil); !errors.As(err, &failed) || failed.Status != http.StatusInternalServerError {
			break
		}
	}
	return all, err
}
