"""Sharing GPUs: leases in a fair line, room made and measured, memory watched, programs started and stopped."""

from fabula.engines.gpu.arbiter import Arbiter
from fabula.engines.gpu.errors import (
    EngineWorking,
    GpuBusy,
    LeaseLost,
    LineFull,
    NoRoom,
    ServiceFailed,
    ServiceUnknown,
    TenantUnknown,
)
from fabula.engines.gpu.line.learning import Experience
from fabula.engines.gpu.line.lease import Lease, LeaseRequest, LeaseState, Place, Priority, Told
from fabula.engines.gpu.news import GpuNews, News, NewsKind
from fabula.engines.gpu.processes import ProcessRules, Service, Services, ServicesState, ServiceState, ServiceStatus
from fabula.engines.gpu.rules import Rules
from fabula.engines.gpu.schemas import DeviceState, GpuState, HolderState, TenantState, VramPoint, WaiterState
from fabula.engines.gpu.tenants import (
    Device,
    LoadedModel,
    Memory,
    ServiceKeeper,
    Tenant,
    TenantEngine,
    TenantKind,
)
from fabula.engines.gpu.vram import Gauge, Nvml, has_driver

__all__ = [
    "Arbiter",
    "Device",
    "DeviceState",
    "EngineWorking",
    "Experience",
    "Gauge",
    "GpuBusy",
    "GpuNews",
    "GpuState",
    "HolderState",
    "Lease",
    "LeaseLost",
    "LeaseRequest",
    "LeaseState",
    "LineFull",
    "LoadedModel",
    "Memory",
    "News",
    "NewsKind",
    "NoRoom",
    "Nvml",
    "Place",
    "Priority",
    "ProcessRules",
    "Rules",
    "Service",
    "ServiceFailed",
    "ServiceKeeper",
    "ServiceState",
    "ServiceStatus",
    "ServiceUnknown",
    "Services",
    "ServicesState",
    "Tenant",
    "TenantEngine",
    "TenantKind",
    "TenantState",
    "TenantUnknown",
    "Told",
    "VramPoint",
    "WaiterState",
    "has_driver",
]
