package steps

import (
	"context"
	"fmt"

	"github.com/ariapp/ariapp/flows"
)

// permitOutbound asks whether an endpoint that the file does not write out may be used.
func permitOutbound(ctx context.Context, r *flows.Run, doing, endpoint string) error {
	outbound := r.World().Outbound
	if outbound == nil {
		return fmt.Errorf("%s %s: %w: ivr.yaml has no rules for it", doing, endpoint, flows.ErrNotPermitted)
	}
	_, err := r.Do(ctx, outboundTime, func(ctx context.Context) (any, error) {
		return nil, outbound.Permit(ctx, endpoint, r.Address())
	})
	if err != nil && flows.IsFailure(ctx, err) {
		return fmt.Errorf("%s %s: %w", doing, endpoint, err)
	}
	return err
}

// evalOutbound is an endpoint that may be used.
func evalOutbound(ctx context.Context, r *flows.Run, doing string, value flows.Value[string]) (string, error) {
	endpoint, err := value.Eval(r)
	if err != nil {
		return "", err
	}
	if _, written := value.Constant(); written {
		return endpoint, nil
	}
	return endpoint, permitOutbound(ctx, r, doing, endpoint)
}
