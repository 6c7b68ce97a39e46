package soundcheck

// listedMax is how many sounds one finding names.
const listedMax = 8
