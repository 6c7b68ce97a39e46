package queue

// tree keeps items in order and knows how many are in front of each: a treap with the sizes of its branches. Its
// lots come from a counter, so that the same history makes the same tree.
type tree[T any] struct {
	root *node[T]
	// key is what orders first; it is kept beside the item, as most comparisons need no more. compare orders the rest.
	key     func(T) sortKey
	compare func(a, b T) int
	effort  *int // counts the nodes that were looked at
	lots    uint32
}

// sortKey orders by a, then by b.
type sortKey struct{ a, b int64 }

type node[T any] struct {
	item        T
	key         sortKey
	left, right *node[T]
	size        int32
	lot         uint32
}

func (n *node[T]) count() int32 {
	if n == nil {
		return 0
	}
	return n.size
}

func (n *node[T]) add() *node[T] {
	n.size = 1 + n.left.count() + n.right.count()
	return n
}

func (t *tree[T]) len() int { return int(t.root.count()) }

// order compares an item with that of a node.
func (t *tree[T]) order(k sortKey, item T, n *node[T]) int {
	*t.effort++
	switch {
	case k.a < n.key.a:
		return -1
	case k.a > n.key.a:
		return 1
	case k.b < n.key.b:
		return -1
	case k.b > n.key.b:
		return 1
	}
	return t.compare(item, n.item)
}

// insert puts in an item that is not there yet.
func (t *tree[T]) insert(item T) {
	t.lots++
	lot := t.lots * 2654435769
	lot ^= lot >> 15
	t.root = t.put(t.root, &node[T]{item: item, key: t.key(item), size: 1, lot: lot * 2246822519})
}

func (t *tree[T]) put(n, fresh *node[T]) *node[T] {
	if n == nil {
		return fresh
	}
	if fresh.lot > n.lot {
		fresh.left, fresh.right = t.split(n, fresh)
		return fresh.add()
	}
	if t.order(fresh.key, fresh.item, n) < 0 {
		n.left = t.put(n.left, fresh)
	} else {
		n.right = t.put(n.right, fresh)
	}
	n.size++
	return n
}

func (t *tree[T]) split(n, at *node[T]) (left, right *node[T]) {
	if n == nil {
		return nil, nil
	}
	if t.order(at.key, at.item, n) > 0 {
		n.right, right = t.split(n.right, at)
		return n.add(), right
	}
	left, n.left = t.split(n.left, at)
	return left, n.add()
}

// remove takes an item out and tells whether it was there.
func (t *tree[T]) remove(item T) bool {
	root, found := t.take(t.root, t.key(item), item)
	t.root = root
	return found
}

func (t *tree[T]) take(n *node[T], k sortKey, item T) (*node[T], bool) {
	if n == nil {
		return nil, false
	}
	order, found := t.order(k, item, n), false
	switch {
	case order == 0:
		return merge(n.left, n.right), true
	case order < 0:
		n.left, found = t.take(n.left, k, item)
	default:
		n.right, found = t.take(n.right, k, item)
	}
	if found {
		n.size--
	}
	return n, found
}

func merge[T any](left, right *node[T]) *node[T] {
	switch {
	case left == nil:
		return right
	case right == nil:
		return left
	case left.lot > right.lot:
		left.right = merge(left.right, right)
		return left.add()
	}
	right.left = merge(left, right.left)
	return right.add()
}

// rank is how many items stand in front of one.
func (t *tree[T]) rank(item T) int {
	before, n, k := int32(0), t.root, t.key(item)
	for n != nil {
		if t.order(k, item, n) > 0 {
			before += 1 + n.left.count()
			n = n.right
		} else {
			n = n.left
		}
	}
	return int(before)
}

// first is the item in front of all.
func (t *tree[T]) first() (item T, found bool) {
	n := t.root
	for n != nil {
		*t.effort++
		item, found, n = n.item, true, n.left
	}
	return item, found
}

// seek is the first item for which behind is true; it is false for all in front of that one.
func (t *tree[T]) seek(behind func(T) bool) (item T, found bool) {
	n := t.root
	for n != nil {
		*t.effort++
		if behind(n.item) {
			item, found, n = n.item, true, n.left
		} else {
			n = n.right
		}
	}
	return item, found
}

// at is the item with so many in front of it.
func (t *tree[T]) at(i int) (item T, found bool) {
	n, at := t.root, int32(i)
	for n != nil {
		*t.effort++
		switch left := n.left.count(); {
		case at < left:
			n = n.left
		case at == left:
			return n.item, true
		default:
			at -= left + 1
			n = n.right
		}
	}
	return item, false
}

// each visits the items in order until visit says no. It may not change the tree.
func (t *tree[T]) each(visit func(T) bool) { t.root.each(visit) }

func (n *node[T]) each(visit func(T) bool) bool {
	return n == nil || n.left.each(visit) && visit(n.item) && n.right.each(visit)
}
