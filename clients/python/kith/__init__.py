"""kith's client: a person's network as an API that they own."""

from . import models
from .answer import Answer
from .client import Kith
from .errors import ApiError, ConnectionFailed, KithError
from .pages import Changes
from .retries import Retries

__all__ = ["Answer", "ApiError", "Changes", "ConnectionFailed", "Kith", "KithError", "Retries", "models"]
