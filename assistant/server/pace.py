"""How many requests are answered: counted by address, and by login or conversation; in memory or in Redis.

Sized for people behind one address: a hotline's agents are counted by their logins, not by their address, and a mobile
carrier's thousands share an address, so that its limits only stop machines.
"""

from __future__ import annotations

import logging
from ipaddress import ip_address, ip_network
from math import ceil
from time import time

from limits import RateLimitItem, RateLimitItemPerMinute
from limits.aio.storage import MemoryStorage, RedisStorage
from limits.aio.strategies import SlidingWindowCounterRateLimiter
from limits.errors import StorageError
from redis.exceptions import RedisError

from assistant.server.permissions import Pace
from assistant.server.refusals import TooMany

logger = logging.getLogger(__name__)
# Requests a minute: of one login or one conversation, and of one address without a login.
OWN: dict[Pace, int] = {"page": 240, "turn": 90, "code": 30, "lookup": 900, "login": 60}
ADDRESS: dict[Pace, int] = {"page": 6000, "turn": 3000, "code": 120, "lookup": 12000, "login": 300, "ready": 1200}
REDIS_PATIENCE = 0.5  # seconds


class Limiter:
    """Counts requests. Where Redis doesn't answer, each process counts for itself until it does."""

    def __init__(self, redis: str | None = None, switched_on: bool = True) -> None:
        self.switched_on = switched_on
        self._alone = SlidingWindowCounterRateLimiter(MemoryStorage())
        self._shared = SlidingWindowCounterRateLimiter(_redis(redis)) if redis else None

    async def count(self, pace: Pace, address: str, own: str | None, logged_in: bool) -> None:
        """Count one request. Raises TooMany with the seconds until there is room again."""
        if not self.switched_on:
            return
        if own is not None and pace in OWN:
            await self._hit(RateLimitItemPerMinute(OWN[pace], namespace="own"), pace, own)
        if pace in ADDRESS and (not logged_in or pace == "login"):
            await self._hit(RateLimitItemPerMinute(ADDRESS[pace], namespace="address"), pace, network_of(address))

    async def _hit(self, item: RateLimitItem, *key: str) -> None:
        if self._shared is not None:
            try:
                return await _count(self._shared, item, *key)
            except (RedisError, StorageError, OSError) as problem:
                logger.warning("redis_unavailable", extra={"problem": type(problem).__name__})
        return await _count(self._alone, item, *key)


def network_of(address: str) -> str:
    """What is counted as one address: of IPv6 the 64 bits that one line has to itself (RFC 6177)."""
    try:
        number = ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if number.version == 4:
        return str(number)
    inside = number.ipv4_mapped
    return str(inside) if inside is not None else str(ip_network((number, 64), strict=False))


async def _count(limiter: SlidingWindowCounterRateLimiter, item: RateLimitItem, *key: str) -> None:
    if not await limiter.hit(item, *key):
        window = await limiter.get_window_stats(item, *key)
        raise TooMany(max(1, ceil(window.reset_time - time())))


def _redis(url: str) -> RedisStorage:
    return RedisStorage(
        f"async+{url}",
        implementation="redispy",
        socket_timeout=REDIS_PATIENCE,
        socket_connect_timeout=REDIS_PATIENCE,
    )
