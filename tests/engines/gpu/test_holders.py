"""Holders are counted as they come and go."""

from random import Random

from hypothesis import given
from hypothesis import strategies as some

from fabula.engines.gpu.line.holders import Holders
from fabula.engines.gpu.line.lease import Lease, LeaseRequest

WORK = some.lists(some.tuples(some.sampled_from("ab"), some.sampled_from("xyz")), max_size=20)


@given(WORK, some.randoms(use_true_random=False))
def test_what_is_told_is_what_those_that_are_left_use(work: list[tuple[str, str]], dice: Random) -> None:
    holders, left = Holders(), list[Lease]()
    for number, (tenant, what) in enumerate(work):
        lease = Lease(LeaseRequest(tenant=tenant, what=what, owner="ann"), number, 0.0, None)
        holders.add(lease)
        left.append(lease)
        if number % 3 == 2:
            gone = left.pop(dice.randrange(len(left)))
            holders.remove(gone)
            assert gone not in holders
    assert list(holders) == left
    assert len(holders) == len(left)
    wanted: dict[str, set[str]] = {}
    for lease in left:
        wanted.setdefault(lease.request.tenant, set()).add(lease.what)
    assert {tenant: set(whats) for tenant, whats in holders.wants.items()} == wanted
    for tenant in "ab":
        assert set(holders.of(tenant)) == {lease for lease in left if lease.request.tenant == tenant}
        assert set(holders.uses(tenant)) == wanted.get(tenant, set())
