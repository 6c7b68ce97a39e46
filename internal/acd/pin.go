package acd

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
)

// seal makes a PIN unreadable for who has not the key: a nonce and what AES in GCM makes of it, as Base64. Without a
// key nothing outlives the process, and nothing is written.
func (h *Hall) seal(pin string) (string, error) {
	if pin == "" {
		return "", nil
	}
	if h.opts.Key == nil {
		return pin, nil
	}
	box, err := boxOf(h.opts.Key)
	if err != nil {
		return "", err
	}
	nonce := make([]byte, box.NonceSize())
	_, _ = rand.Read(nonce) // it never fails
	return base64.StdEncoding.EncodeToString(box.Seal(nonce, nonce, []byte(pin), nil)), nil
}

// unseal opens what seal made.
func (h *Hall) unseal(sealed string) (string, error) {
	if sealed == "" || h.opts.Key == nil {
		return sealed, nil
	}
	box, err := boxOf(h.opts.Key)
	if err != nil {
		return "", err
	}
	raw, err := base64.StdEncoding.DecodeString(sealed)
	if err == nil && len(raw) < box.NonceSize() {
		err = errors.New("it is too short")
	}
	var pin []byte
	if err == nil {
		pin, err = box.Open(nil, raw[:box.NonceSize()], raw[box.NonceSize():], nil)
	}
	if err != nil {
		return "", fmt.Errorf("opening a PIN: %w", err)
	}
	return string(pin), nil
}

func boxOf(key []byte) (cipher.AEAD, error) {
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, fmt.Errorf("the key that seals PINs: %w", err)
	}
	return cipher.NewGCM(block)
}
