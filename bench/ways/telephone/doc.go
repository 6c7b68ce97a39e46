// Package telephone makes the measured call over SIP, to the microsecond: it is answered, hears a beep to its end,
// presses a key, hears another beep and is hung up. Of some calls the sound is listened to, which tells how soon a
// prompt follows a key.
//
// It is no general telephone, and tests use SIPp: that counts time in steps of 4 ms, as coarse as what is measured
// here. Requests are sent again as RFC 3261 wants it over UDP, without its timers' growth.
//
// Laws, tested against a small answering side: an outcome is either whole or has an error; each wait has a limit;
// nothing stays behind when a line is closed.
package telephone
