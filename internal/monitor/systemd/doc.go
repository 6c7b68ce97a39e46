// Package systemd tells the service manager how the daemon is: ready,
// reloading, stopping, alive.
//
// It is no library for units and reads nothing from the manager but the two
// variables NOTIFY_SOCKET and WATCHDOG_USEC. Without them, which is to say
// outside of systemd, all of it does nothing.
//
// Laws:
//   - A reload begins with Reloading and ends with Ready, also one that failed: else the manager waits for ever.
//   - The watchdog is told twice within its time, and only while the daemon says of itself that it is alive.
//   - What cannot be told is an error for the log; no call suffers from it.
//
// Test with a unixgram socket in a folder of the test and NOTIFY_SOCKET set to it.
package systemd
