"""How the GPU stands, as it travels: devices, tenants, holders, the line, history and news."""

from pydantic import AwareDatetime, BaseModel

from fabula.engines.gpu.line.lease import LeaseState, Priority
from fabula.engines.gpu.news import GpuNews
from fabula.engines.gpu.tenants import TenantKind


class ResidentState(BaseModel):
    """A model or template that lies in an engine's memory."""

    name: str
    need_mb: int | None
    in_use: bool


class TenantState(BaseModel):
    """An engine on a device."""

    id: str
    name: str
    kind: TenantKind
    slots: int
    working: int
    waiting: int
    service: str
    is_stopped: bool
    vram_mb: int | None
    resident: list[ResidentState]
    comes_back: list[str]


class HolderState(BaseModel):
    """Who uses the device now."""

    id: str
    fence: int
    tenant: str
    what: str
    owner: str
    label: str
    priority: Priority
    state: LeaseState
    held_s: float
    expected_s: float


class WaiterState(BaseModel):
    """Who stands in line, in the order of now."""

    place: int
    tenant: str
    what: str
    owner: str
    label: str
    priority: Priority
    waited_s: float
    expected_s: float
    overtaken: int
    is_making_room: bool
    refusal: str


class VramPoint(BaseModel):
    """One measurement for the chart."""

    at: AwareDatetime
    used_mb: int
    free_mb: int
    stranger_mb: int


class DeviceState(BaseModel):
    """A device with all that happens on it."""

    id: str
    name: str
    gpu: str
    total_mb: int | None
    free_mb: int | None
    floor_mb: int
    stranger_mb: int
    measured_by: str
    words: str
    loads: int
    tenants: list[TenantState]
    holders: list[HolderState]
    line: list[WaiterState]
    waiting: int
    shares_s: dict[str, float]
    history: list[VramPoint]


class GpuState(BaseModel):
    """Everything about the GPUs that an admin sees."""

    devices: list[DeviceState]
    news: list[GpuNews]
