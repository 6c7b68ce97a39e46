package main

import (
	"testing"

	"github.com/ariapp/ariapp/app"
	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/flowtest"
)

func TestTheStepDraws(t *testing.T) {
	file, findings, err := app.Parse("ivr.yaml", "numbers: {_.: main}\nflows:\n  main:\n"+
		"    - lottery: {id: draw, most: 1}\n    - play: number:${steps.draw.number}\n", lotterySpec())
	if err != nil || file == nil {
		t.Fatal(err, findings)
	}
	phone := flowtest.NewPhone(flowtest.Options{})
	flows.NewWalker(file.Program, phone, flows.Options{Flow: file.Program.Flow("main")}).Run(phone.Context())
	if heard := phone.Heard(); len(heard) != 1 || heard[0].Media != "number:1" {
		t.Errorf("heard %+v", heard)
	}
}
