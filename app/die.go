package app

// Die ends an App as if its process had been killed, for simulations of this module: it lets go of its calls where they
// are and writes nothing down. Its lines to Asterisk, to the store and to the other instances must be cut before. What
// it has begun ends soon, and Run returns then.
func (a *App) Die() {
	a.rooms.Hold() // all die at once
	for _, c := range a.calls.all() {
		c.Lose()
	}
	a.mu.Lock()
	stop := a.stop
	a.mu.Unlock()
	if stop != nil {
		stop()
	}
}
