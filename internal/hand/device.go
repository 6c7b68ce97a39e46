package hand

import (
	"context"
	"slices"
	"strings"

	"github.com/ariapp/ariapp/ari"
)

// DevicePrefix begins the devices whose state can be set by hand.
const DevicePrefix = "Stasis:"

// Devices are those that were set by hand.
func Devices() Operation[Nothing, []ari.DeviceState] {
	return Operation[Nothing, []ari.DeviceState]{Route{"GET", "/devices",
		"The device states that were set by hand.", false},
		func(ctx context.Context, c *ari.Client, _ Nothing) ([]ari.DeviceState, error) {
			return c.DeviceStates.List(ctx)
		}}
}

// DeviceOrder names a device.
type DeviceOrder struct {
	Name string `json:"-" path:"name"`
}

// Device is the state of one device, of whatever technology.
func Device() Operation[DeviceOrder, *ari.DeviceState] {
	return Operation[DeviceOrder, *ari.DeviceState]{Route{"GET", "/devices/{name}", "The state of one device.", false},
		func(ctx context.Context, c *ari.Client, o DeviceOrder) (*ari.DeviceState, error) {
			return c.DeviceStates.Get(ctx, o.Name)
		}}
}

// DeviceStates are the states that a device can be given.
func DeviceStates() []string {
	return []string{"NOT_INUSE", "INUSE", "BUSY", "INVALID", "UNAVAILABLE", "RINGING", "RINGINUSE", "ONHOLD"}
}

// SetDeviceOrder says what state a device is in.
type SetDeviceOrder struct {
	Name  string `json:"-" path:"name"`
	State string `json:"state"`
}

func (o SetDeviceOrder) check() error {
	if !slices.Contains(DeviceStates(), o.State) {
		return orderf("state is %q: %s are possible", o.State, strings.Join(DeviceStates(), ", "))
	}
	return ownDevice(o.Name)
}

func ownDevice(name string) error {
	if rest, own := strings.CutPrefix(name, DevicePrefix); !own || rest == "" || len(name) > nameMax {
		return orderf("the device %q: %sNAME is possible, the others have their state from Asterisk", name, DevicePrefix)
	}
	return nil
}

// SetDevice gives a device a state.
func SetDevice() Operation[SetDeviceOrder, Nothing] {
	return Operation[SetDeviceOrder, Nothing]{Route{"PUT", "/devices/{name}", "Gives a device a state.", true},
		func(ctx context.Context, c *ari.Client, o SetDeviceOrder) (Nothing, error) {
			return nothing(c.DeviceStates.Update(ctx, o.Name, ari.DeviceStatesUpdateParams{
				DeviceState: ari.DeviceStatesUpdateDeviceState(o.State)}))
		}}
}

// OwnDeviceOrder names a device that was set by hand.
type OwnDeviceOrder struct {
	Name string `json:"-" path:"name"`
}

func (o OwnDeviceOrder) check() error { return ownDevice(o.Name) }

// DeleteDevice forgets a device that was set by hand.
func DeleteDevice() Operation[OwnDeviceOrder, Nothing] {
	return Operation[OwnDeviceOrder, Nothing]{Route{"DELETE", "/devices/{name}",
		"Forgets a device that was set by hand.", true},
		func(ctx context.Context, c *ari.Client, o OwnDeviceOrder) (Nothing, error) {
			return nothing(c.DeviceStates.Delete(ctx, o.Name))
		}}
}

// DeviceTable is device states for people.
func DeviceTable(devices []ari.DeviceState) [][]string {
	rows := [][]string{{"DEVICE", "STATE"}}
	for _, d := range devices {
		rows = append(rows, []string{d.Name, string(d.State)})
	}
	return rows
}
