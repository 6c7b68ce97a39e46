package hours

// byMax is how many characters are kept of who has set a schedule.
const byMax = 64
