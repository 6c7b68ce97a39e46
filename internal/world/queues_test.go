package world

import (
	"testing"
	"time"

	"github.com/ariapp/ariapp/internal/config"
)

// Law: the day of queues is that of the office, where the file says where that is, else the machine's.
func TestDayOfQueues(t *testing.T) {
	settings := config.Default()
	if got := QueueRules(settings).Config.Zone; got != time.Local {
		t.Errorf("without a zone it is %v", got)
	}
	zone, err := time.LoadLocation("Africa/Cairo")
	if err != nil {
		t.Fatal(err)
	}
	settings.App.Zone = zone
	if got := QueueRules(settings).Config.Zone; got != zone {
		t.Errorf("the zone is %v", got)
	}
}
