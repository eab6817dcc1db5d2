"""Programs behind the engines: started, adopted, watched and stopped."""

from fabula.engines.gpu.processes.service import ProcessRules, Service, ServicesState, ServiceState, ServiceStatus
from fabula.engines.gpu.processes.services import Services

__all__ = ["ProcessRules", "Service", "ServiceState", "ServiceStatus", "Services", "ServicesState"]
