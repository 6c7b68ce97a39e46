package audio

// The logarithmic samples of telephony (ITU-T G.711) as 16-bit samples.
var (
	ulawValues = expandULaw()
	alawValues = expandALaw()
)

// ulawBias is what µ-law adds before it takes the logarithm, ulawMost the greatest value it holds.
const ulawBias, ulawMost = 0x84, 32635

func expandULaw() (table [256]int16) {
	for i := range table {
		bits := ^byte(i)
		value := (int(bits&0x0f)<<3 + ulawBias) << (bits >> 4 & 7)
		if value -= ulawBias; bits&0x80 != 0 {
			value = -value
		}
		table[i] = int16(value)
	}
	return table
}

func expandALaw() (table [256]int16) {
	for i := range table {
		bits := byte(i) ^ 0x55
		value := int(bits&0x0f)<<4 + 8
		if exponent := bits >> 4 & 7; exponent > 0 {
			value = (value + 0x100) << (exponent - 1)
		}
		if bits&0x80 == 0 {
			value = -value
		}
		table[i] = int16(value)
	}
	return table
}

func ulawByte(s int16) byte {
	value, sign := int(s), byte(0)
	if value < 0 {
		value, sign = -value, 0x80
	}
	value = min(value, ulawMost) + ulawBias
	exponent := byte(7)
	for mask := 0x4000; exponent > 0 && value&mask == 0; mask >>= 1 {
		exponent--
	}
	return ^(sign | exponent<<4 | byte(value>>(exponent+3))&0x0f)
}

func alawByte(s int16) byte {
	value, sign := int(s), byte(0x80)
	if value < 0 {
		value, sign = -value-1, 0
	}
	exponent := byte(7)
	for mask := 0x4000; exponent > 0 && value&mask == 0; mask >>= 1 {
		exponent--
	}
	shift := max(exponent, 1) + 3
	return (sign | exponent<<4 | byte(value>>shift)&0x0f) ^ 0x55
}
