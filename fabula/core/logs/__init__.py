"""What the program says: for people on the terminal, for programs in the data folder, and no secret in either."""

from fabula.core.logs.configure import FILE, FILES, WAITING, Logging, configure_logging, request_id
from fabula.core.logs.redaction import HIDDEN, Redactor
from fabula.core.logs.writing import AT_ONCE

__all__ = ["AT_ONCE", "FILE", "FILES", "HIDDEN", "WAITING", "Logging", "Redactor", "configure_logging", "request_id"]
