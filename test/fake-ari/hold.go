package fakeari

// Hold lets the caller put the call on hold, as a telephone does.
func (c *Call) Hold() { c.onHold("ChannelHold", "default") }

// Unhold takes the call off hold.
func (c *Call) Unhold() { c.onHold("ChannelUnhold", "") }

func (c *Call) onHold(kind, class string) {
	c.server.mu.Lock()
	defer c.server.mu.Unlock()
	if c.ending == nil {
		c.channel.publish(event{Type: kind, MusicClass: class})
	}
}
