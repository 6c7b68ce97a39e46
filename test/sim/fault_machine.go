package sim

import "time"

// strikeMachine lets something happen to the machine of an instance.
func (w *World) strikeMachine(f Fault, one *Instance) {
	switch f.Do {
	case ClockJump:
		w.jump(f, one)
	case DiskFull:
		w.fills(one, true)
		time.Sleep(f.For)
		w.fills(one, false)
	case StoreFull:
		w.refuses(one, true)
		time.Sleep(f.For)
		w.refuses(one, false)
	}
}

// jump puts the clock of an instance forward or back, or that of an Asterisk; after a while somebody puts it right.
func (w *World) jump(f Fault, one *Instance) {
	by := jumpLeast + time.Duration(f.Lot%uint64(jumpMost-jumpLeast))
	if f.Lot>>40%2 == 0 {
		by = -by
	}
	if f.Lot>>41%4 == 0 {
		name := asterisk(int(f.Lot>>8) % w.scenario.Asterisks)
		w.tell("FAULT", "the clock of %s is wrong by %v", name, by)
		w.asterisks[name].PutClock(by)
		time.Sleep(f.For)
		w.asterisks[name].PutClock(-by)
		return
	}
	w.putClock(one.Name, by)
	time.Sleep(f.For)
	w.putClock(one.Name, -by)
}

// putClock changes the clock of the machine on which an instance runs, in all its lives.
func (w *World) putClock(name string, by time.Duration) {
	w.tell("FAULT", "the clock of %s is put by %v", name, by)
	w.mu.Lock()
	defer w.mu.Unlock()
	w.clocks[name] += by
}

func (w *World) clock(name string) time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return time.Now().Add(w.clocks[name])
}

// fills has the disk of an instance take nothing, until it is told otherwise.
func (w *World) fills(i *Instance, full bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	i.full = full
}

func (w *World) disk(i *Instance) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if i.full {
		return errNoRoom
	}
	return nil
}

// refuses has the store take nothing of an instance, until it is told otherwise: the others hear no more that it lives.
func (w *World) refuses(i *Instance, refused bool) {
	w.mu.Lock()
	if i.refused && !refused {
		i.behind, i.learns = w.storeAway, time.Now().Add(learnTime)
	}
	changed := i.refused != refused
	i.refused = refused
	w.mu.Unlock()
	if changed {
		w.tell(i.String(), "the store takes what it writes: %v", !refused)
	}
	i.line.refuse(refused)
}
