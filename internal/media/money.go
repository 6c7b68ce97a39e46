package media

import (
	"fmt"
	"strings"
)

// currencyCode accepts the code of a currency and gives it in capital letters.
func currencyCode(text string) (string, error) {
	code := strings.ToUpper(text)
	if len(code) != codeLength || strings.Trim(code, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != "" {
		return "", fmt.Errorf("%w: currency=%s; write the three letters of a currency, such as currency=EUR", ErrPrompt,
			clip(text))
	}
	return code, nil
}

// spellMoney says an amount with the currency's name when the language has a
// sound for it, otherwise with the letters of its code.
func (p Prompt) spellMoney(s speller) ([]string, error) {
	code, err := currencyCode(p.Options["currency"])
	if err != nil {
		return nil, err
	}
	n, err := readAmount(p.Value)
	if err != nil {
		return nil, err
	}
	whole, cents := n.cents()
	n.negative = n.negative && whole+cents > 0
	list, named := s.coins(code, whole)
	switch {
	case named && cents > 0:
		list = append(append(list, s.and()...), s.cardinal(cents, "")...)
	case !named:
		list = s.cardinal(whole, "")
		if cents > 0 {
			list = append(append(list, s.point()), eachDigit(fmt.Sprintf("%02d", cents))...)
		}
		list = append(list, letters(strings.ToLower(code))...)
	}
	return signed(n, list), nil
}
