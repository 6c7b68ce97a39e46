package graph

import (
	"fmt"

	"github.com/ariapp/ariapp/flows"
)

// Fits tells whether a picture can hold what is to be drawn. The error says
// what is too much, how many there are and how many there may be.
func Fits(o Options) error {
	c := &chart{Options: o}
	drawn, steps := c.flows(), 0
	o.Program.EachStep(func(step *flows.Placed) {
		if o.Flow == "" || step.Flow() != nil && step.Flow().Name == o.Flow {
			steps++
		}
	})
	return fits(len(drawn), steps, o.Flow)
}

func fits(drawn, steps int, flow string) error {
	switch {
	case drawn > flowsMax:
		return fmt.Errorf("%d flows are too many for one picture (at most %d); use --flow to draw one", drawn, flowsMax)
	case steps > stepsMax && flow == "":
		return fmt.Errorf("%d steps are too many for one picture (at most %d); use --flow to draw one flow", steps, stepsMax)
	case steps > stepsMax:
		return fmt.Errorf("the %d steps of %s are too many for one picture (at most %d)", steps, flow, stepsMax)
	}
	return nil
}
