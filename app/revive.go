package app

import (
	"context"
	"errors"
	"fmt"
)

// revive is the generation of a call's version, with the call counted in: one in use, or one that was kept.
func (a *App) revive(ctx context.Context, left leftCall) (*generation, *trial, error) {
	if t := a.trial.Load(); left.Canary && t != nil && t.generation.file.Version() == left.Version && t.generation.hold() {
		return t.generation, t, nil
	}
	if g := a.generation(); g != nil {
		if g.file.Version() == left.Version {
			return g, nil, nil
		}
		g.release(a)
	}
	number := a.keptAs(left.Version)
	if number == 0 {
		return nil, nil, errors.New("its version of the file was not kept")
	}
	a.reloading.Lock()
	defer a.reloading.Unlock()
	g, _, err := a.ofNumber(ctx, number)
	return g, nil, err
}

// ofNumber is the generation of a version that was kept, with a call counted in: made tells that it was not there yet.
// The caller holds reloading.
func (a *App) ofNumber(ctx context.Context, number int) (g *generation, made bool, err error) {
	if g := a.revived[number]; g != nil && g.share() {
		return g, false, nil
	}
	if g, _, err = a.recalled(ctx, number); err != nil {
		return nil, false, fmt.Errorf("its version of the file: %w", err)
	}
	if a.revived == nil {
		a.revived = map[int]*generation{}
	}
	a.revived[number] = g
	g.hold()
	return g, true, nil
}

// keptAs is the number under which this instance keeps a version of the file, 0 for none: others have numbers of their
// own.
func (a *App) keptAs(version string) int {
	if a.versions == nil {
		return 0
	}
	number := 0
	for _, one := range a.versions.List() {
		if one.Hash == version {
			number = one.Number
		}
	}
	return number
}

// retireRevived has the versions that were made for calls taken up end with the last of them.
func (a *App) retireRevived() {
	a.reloading.Lock()
	defer a.reloading.Unlock()
	for number, g := range a.revived {
		if !g.isBusy() { // else others may share it still
			delete(a.revived, number)
		}
		g.retire(a)
	}
}
