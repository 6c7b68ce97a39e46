package figures

import (
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"strings"
	"time"
)

// Machine is what was measured on.
type Machine struct {
	Processor  string    `json:"processor"`
	Processors int       `json:"processors"`
	Memory     int64     `json:"memory"` // bytes
	System     string    `json:"system"`
	Versions   []string  `json:"versions"`
	Begun      time.Time `json:"begun"`
	Seconds    float64   `json:"seconds"`
	// Load is how many processors were busy before the first and after the last figure, the greater of both: with what
	// the machine did beside.
	Load float64 `json:"load"`
}

// Look looks at the machine, before anything is measured.
func Look() Machine {
	return Machine{Processor: processor(), Processors: runtime.NumCPU(), Memory: memory(), System: system(),
		Begun: time.Now().UTC(), Load: load(),
		Versions: []string{runtime.Version(), version("node", "--version")}}
}

// Over looks again, when everything has been measured.
func (m *Machine) Over() {
	m.Seconds = time.Since(m.Begun).Seconds()
	m.Load = max(m.Load, load())
}

// Busy tells whether the machine did other work before or after the measuring: such figures are a trial.
func (m Machine) Busy() bool { return m.Load >= busyLoad }

// String is the machine in a line, with the versions of what was measured.
func (m Machine) String() string {
	return fmt.Sprintf("%s, %d processors, %.0f GB, %s; %s", m.Processor, m.Processors, float64(m.Memory)/(1<<30),
		m.System, strings.Join(m.Versions, "; "))
}

// field is the value of a line of a file that has names in front.
func field(path, name, separator string) string {
	text, _ := os.ReadFile(path)
	for line := range strings.Lines(string(text)) {
		if left, value, found := strings.Cut(line, separator); found && strings.TrimSpace(left) == name {
			return strings.Trim(strings.TrimSpace(value), `"`)
		}
	}
	return ""
}

func processor() string {
	if name := field("/proc/cpuinfo", "model name", ":"); name != "" {
		return name
	}
	return runtime.GOARCH
}

func system() string {
	if name := field("/etc/os-release", "PRETTY_NAME", "="); name != "" {
		return name
	}
	return runtime.GOOS
}

func memory() int64 {
	kilobytes, _, _ := strings.Cut(field("/proc/meminfo", "MemTotal", ":"), " ")
	n, _ := strconv.ParseInt(kilobytes, 10, 64)
	return n << 10
}

// load is how many processors are busy, in a while in which this process does nothing. The average that Linux tells
// would still have the compiling of it.
func load() float64 {
	begun, idle := time.Now(), idleTime()
	<-time.After(idleFor)
	free := float64(idleTime()-idle) / float64(time.Since(begun))
	return max(0, float64(runtime.NumCPU())-free)
}

// idleTime is how long all processors together have been idle, by /proc/stat.
func idleTime() time.Duration {
	fields := strings.Fields(field("/proc/stat", "cpu", " "))
	if len(fields) < 5 {
		return 0
	}
	var ticks int64
	for _, one := range fields[3:5] { // idle, and waiting for a disk
		n, _ := strconv.ParseInt(one, 10, 64)
		ticks += n
	}
	return time.Duration(ticks) * 10 * time.Millisecond
}

// version is what a program says of itself.
func version(name, flag string) string {
	said, err := exec.Command(name, flag).Output()
	if err != nil {
		return "no " + name
	}
	return name + " " + strings.TrimSpace(string(said))
}
