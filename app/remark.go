package app

import (
	"context"
	"errors"

	"github.com/ariapp/ariapp/flows"
)

// remark tells a call something that is to stand with its facts, also where another instance walks it. Who tells it
// does not suffer when the call is nowhere: it may have ended.
func (a *App) remark(ctx context.Context, asterisk, channel string, remark flows.Remark) {
	if a.remarkHere(asterisk, channel, remark) || a.instances == nil {
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), settleTime)
	defer cancel()
	asked := request{Do: "remark", Asterisk: asterisk, Channel: channel, Remark: &remark}
	for _, m := range a.instances.others() {
		if _, err := a.instances.ask(ctx, m.Instance, asked); err == nil {
			return
		}
	}
	a.log.Warn("a call is not told what somebody does to it", "call", channel, "what", remark.Kind, "by", remark.By)
}

// remarkHere tells a call of ours; false when it is none.
func (a *App) remarkHere(asterisk, channel string, remark flows.Remark) bool {
	for _, l := range a.links {
		if one := a.calls.get(place{l, channel}); one != nil && (asterisk == "" || l.server.Name == asterisk) {
			one.Notifier()(remark)
			return true
		}
	}
	return false
}

// remarked tells a call of ours what another instance was asked to.
func (i *instances) remarked(r request) error {
	if r.Remark == nil || !i.app.remarkHere(r.Asterisk, r.Channel, *r.Remark) {
		return errors.New("it does not walk the call")
	}
	return nil
}
