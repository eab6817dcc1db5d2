"""By which numbers the GPU is shared; an admin sets the first ones, the others are fixed by design."""

from dataclasses import dataclass

from fabula.core.settings import Settings
from fabula.engines.gpu.tenants import Tenant, TenantKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """Times in seconds, memory in megabytes."""

    wait_s: float = 300
    floor_mb: int = 1024
    priority_image: int = 10
    priority_language: int = 5
    restore_language: bool = True
    restore_process: bool = True
    monitor_enabled: bool = True
    monitor_s: float = 2
    threshold_percent: int = 90
    lookahead_leases: int = 16
    lookahead_s: float = 30
    residence_s: float = 30
    ttl_s: float = 900
    switch_s: float = 30

    ageing_s: float = 30
    linger_s: float = 5
    half_life_s: float = 300
    line_limit: int = 5000
    ask_s: float = 5
    sure_s: float = 5
    unload_s: float = 15
    free_s: float = 10
    poll_s: float = 0.25
    restore_after_s: float = 3
    tick_s: float = 1

    @classmethod
    def of(cls, settings: Settings) -> "Rules":
        return cls(
            wait_s=settings.gpu_wait_timeout,
            floor_mb=settings.gpu_min_free_vram_mb,
            priority_image=settings.gpu_priority_comfyui,
            priority_language=settings.gpu_priority_ollama,
            restore_language=settings.gpu_always_restore_ollama_after_comfyui,
            restore_process=settings.process_restore_on_release,
            monitor_enabled=settings.gpu_monitor_enabled,
            monitor_s=settings.gpu_monitor_interval,
            threshold_percent=settings.gpu_vram_threshold,
            lookahead_leases=settings.gpu_lookahead_leases,
            lookahead_s=settings.gpu_lookahead_seconds,
            residence_s=settings.gpu_minimum_residence,
            ttl_s=settings.gpu_lease_ttl,
            switch_s=settings.process_switch_timeout,
        )

    def priority_of(self, tenant: Tenant) -> int:
        if tenant.priority is not None:
            return tenant.priority
        return self.priority_image if tenant.kind is TenantKind.IMAGE else self.priority_language
