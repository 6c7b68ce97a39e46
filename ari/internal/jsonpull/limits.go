package jsonpull

// DepthMax is how deep arrays and objects may nest; deeper input is a fault.
const DepthMax = 128
