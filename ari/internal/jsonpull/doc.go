// Package jsonpull reads JSON from one string, value by value, as the caller asks for it.
//
// It is not a general decoder: there is no reflection, no token type and no buffering. A caller walks
// objects and arrays with Object, Next, Key, Array and More, and takes values with String, Int, Float,
// Bool, Any, Raw and Skip. What it accepts is what encoding/json accepts, except that nesting ends at
// DepthMax and that keys are compared exactly.
//
// Laws: strings without escapes are slices of the input and cost nothing; bytes that are not UTF-8 become
// U+FFFD each, as in encoding/json; the first fault sticks, after it every method returns zero values and
// every loop ends; no input makes it panic or recurse without bound; null stands for the zero value.
//
// Tests compare it with encoding/json on tables and by fuzzing.
package jsonpull
