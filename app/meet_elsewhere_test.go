package app

import (
	"encoding/json"
	"testing"

	"github.com/ariapp/ariapp/internal/cluster"
	"github.com/ariapp/ariapp/internal/cluster/memstore"
)

// Law: a call that comes to meet others is not given to the instance that has it already, while that one does not know yet
// that its earlier life, which had the door, has ended.
func TestAnInstanceGivesNobodyToItself(t *testing.T) {
	inCluster(t, sharing(), []string{"n1", "n2"}, func(s *shared) {
		c := s.asked(1)[0]
		a := s.houses[s.owner(c)].app
		before := cluster.Owner{Instance: a.instances.self.Instance, Boot: "earlier"}
		for _, one := range []struct {
			holder cluster.Owner
			gives  bool
		}{{before, false}, {cluster.Owner{Instance: "n3", Boot: "b"}, true}} {
			bucket := memstore.New()
			value, err := json.Marshal(cluster.Member{Format: 1, Owner: one.holder, Beat: 1, Asterisks: []string{"asterisk"}})
			if err != nil {
				t.Fatal(err)
			}
			bucket.Write(t.Context(), []cluster.Change{{Key: one.holder.Instance, Value: value}})
			i := &instances{app: a, self: a.instances.self, lease: leaseTime, members: cluster.NewMembers(cluster.MembersOptions{
				Bucket: bucket, Lease: leaseTime, Self: a.instances.member, Changed: func() {}})}
			if err := i.members.Look(t.Context()); err != nil {
				t.Fatal(err)
			}
			if _, known := i.known(one.holder); !known {
				t.Fatalf("%v is not known", one.holder)
			}
			a.links[0].door.holds.Store(&one.holder)
			if err := i.meetAtHome("asterisk", c.ID()); (err != nil) != one.gives {
				t.Errorf("it is given to %v: %v", one.holder, err)
			}
		}
		c.Hangup(16)
	})
}
