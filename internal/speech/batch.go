package speech

import (
	"context"
	"fmt"
	"sync"
)

// batch is the work of one Render: texts, and what became of them.
type batch struct {
	speaker *Speaker

	mu     sync.Mutex
	spoken map[Text]Spoken
	failed map[Text]error
}

// unique are the texts, each once. Beyond [TextsMax] they are failures.
func (b *batch) unique(texts []Text) []Text {
	var list []Text
	seen := map[Text]bool{}
	for _, text := range texts {
		if seen[text] {
			continue
		}
		seen[text] = true
		if list = append(list, text); len(list) > TextsMax {
			b.failed[text] = fmt.Errorf("there are more than %d texts", TextsMax)
		}
	}
	return list
}

// run renders the texts, a few at a time, and waits for all of them.
func (b *batch) run(ctx context.Context, texts []Text) {
	work := make(chan Text)
	var workers sync.WaitGroup
	for range min(parallel, len(texts)) {
		workers.Go(func() {
			for text := range work {
				spoken, err := b.speaker.one(ctx, text)
				b.note(text, spoken, err)
			}
		})
	}
	for _, text := range texts[:min(len(texts), TextsMax)] {
		work <- text
	}
	close(work)
	workers.Wait()
}

func (b *batch) note(text Text, spoken Spoken, err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if err != nil {
		b.failed[text] = err
		return
	}
	b.spoken[text] = spoken
}
