"""Who holds a card now, counted as they come and go: letting one in costs the same however many work."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping

from fabula.engines.gpu.line.lease import Lease

Wants = Mapping[str, frozenset[str]]


class Holders:
    """The leases that are held, in the order in which they were granted."""

    def __init__(self) -> None:
        self._leases: dict[Lease, None] = {}
        self._of: defaultdict[str, dict[Lease, None]] = defaultdict(dict)
        self._uses: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self._wants: Wants | None = None

    def __iter__(self) -> Iterator[Lease]:
        return iter(tuple(self._leases))

    def __len__(self) -> int:
        return len(self._leases)

    def __contains__(self, lease: object) -> bool:
        return lease in self._leases

    def add(self, lease: Lease) -> None:
        """`what` it uses stays as it is for as long as it is held."""
        tenant = lease.request.tenant
        self._leases[lease] = None
        self._of[tenant][lease] = None
        uses = self._uses[tenant]
        uses[lease.what] += 1
        if uses[lease.what] == 1:
            self._wants = None

    def remove(self, lease: Lease) -> None:
        tenant = lease.request.tenant
        del self._leases[lease], self._of[tenant][lease]
        uses = self._uses[tenant]
        uses[lease.what] -= 1
        if not uses[lease.what]:
            del uses[lease.what]
            self._wants = None

    def of(self, tenant: str) -> Collection[Lease]:
        return self._of[tenant].keys()

    def uses(self, tenant: str) -> Collection[str]:
        """What the holders of a tenant use."""
        return self._uses[tenant].keys()

    @property
    def wants(self) -> Wants:
        """What is used, by tenant."""
        if self._wants is None:
            self._wants = {tenant: frozenset(uses) for tenant, uses in self._uses.items() if uses}
        return self._wants
