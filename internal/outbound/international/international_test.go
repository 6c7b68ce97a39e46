package international

import "testing"

// Law: a number is one however it is written, and two numbers are two: numbers in a row are one, and none is another's of
// another row.
func TestInternational(t *testing.T) {
	for code, rows := range map[string][][]string{
		"": {{"+442079460000", "00442079460000"}, {"02079460000"}, {"011442079460000"}, {"200"}, {"00"}, {"*97"}, {"0044*1"}},
		"GB": {{"+442079460000", "00442079460000", "02079460000"}, {"+441132432567", "01132432567"}, {"+32432567"}, {"200"},
			{"0"}, {"+4920"}, {"020"}},
		"DE": {{"+4930901820", "004930901820", "030901820"}, {"+4430901820"}, {"30901820"}, {"11"}},
		"IT": {{"+390612345678", "00390612345678", "0612345678"}, {"+39612345678"}, {"+393331234567", "3331234567"}},
		"DK": {{"+4532123456", "004532123456", "32123456"}, {"+4632123456"}},
		"HU": {{"+3611234567", "003611234567", "0611234567"}, {"0111234567"}},
		"US": {{"+12125550123", "12125550123", "2125550123", "01112125550123"}, {"+442079460000", "011442079460000"},
			{"5550123"}, {"00442079460000"}, {"911"}, {"011"}},
		"nowhere": {{"+442079460000", "00442079460000"}, {"02079460000"}},
	} {
		row, international := map[string]int{}, Numbers(code)
		for i, same := range rows {
			for _, number := range same {
				read := international(number)
				if was, known := row[read]; known && was != i {
					t.Errorf("%q: %s is read %s, as one of row %d", code, number, read, was)
				}
				if first := international(same[0]); read != first {
					t.Errorf("%q: %s is read %s, and %s is %s", code, number, read, same[0], first)
				}
				row[read] = i
			}
		}
	}
}
