package main

import "time"

// completionTime is how long a shell waits for what it offers.
const completionTime = time.Second

// drainEvery is how often `cluster drain --wait` looks.
const drainEvery = time.Second

// daysMax is how many days `schedules show` shows at most.
const daysMax = 400

// seedsMax bounds the seeds that `fuzz` makes up: short enough to be typed again.
const seedsMax = 1_000_000

// untakenMax is how many ways that no call took `fuzz` lists.
const untakenMax = 20

// fixTries bounds the fixes of a file that are tried one by one where all of them together break something.
const fixTries = 50

// fixRounds is how often `check --fix` looks again at what it has mended.
const fixRounds = 8

// sinceDaysMax is how many days back `report --since` looks at most.
const sinceDaysMax = 36_500

// pipeWidth is how wide `queue watch` writes where there is no terminal.
const pipeWidth = 200

// pinMost is how much of the standard input is read for a PIN, in bytes.
const pinMost = 1 << 10
