"""Who counts as one address, and what one rating more costs where there have been very many."""

from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address

GENTLY = 3  # the price grows with the crowd, up to so many times the first one
LIFE = timedelta(minutes=30)  # how long a challenge can be answered
LEEWAY = timedelta(minutes=2)  # the clocks of two web nodes may differ by so much
# A clock set forward and back must not make a challenge good again that was used before.
KEPT = LIFE + timedelta(days=2)


def network(peer: str, forwarded: str, proxies: int) -> str:
    """Return whose connection it is: an IPv4 address, the first half of an IPv6 one, or the peer's name for neither;
    "" for this machine itself, which is nobody's phone: a proxy that nobody told us of, or whoever runs the place.

    `forwarded` is X-Forwarded-For. Of it only what the last `proxies` proxies wrote is believed: whatever stands
    further left anybody can write, and would be somebody new each time.
    """
    hops = [hop.strip() for hop in forwarded.split(",")]
    named = hops[-proxies] if 0 < proxies <= len(hops) else peer
    try:
        address = ip_address(named)
    except ValueError:
        return peer
    # One home has 2**64 addresses; an IPv4 address may come dressed as an IPv6 one.
    plain = (address.ipv4_mapped or address) if isinstance(address, IPv6Address) else address
    if plain.is_loopback:
        return ""
    return str(IPv6Address(int(plain) >> 64 << 64) if isinstance(plain, IPv6Address) else plain)


def window_of(now: datetime, minutes: int) -> int:
    """Return the number of the counting window that a moment falls into."""
    return int(now.timestamp()) // (60 * max(1, minutes))


def price(taken: int, limit: int, work: int) -> int:
    """Return how many hashes at most one rating more costs; 0 = nothing. A limit of 0 never asks for anything."""
    if limit <= 0 or taken < limit:
        return 0
    return int(work * min(taken / limit, GENTLY))


def current(made: datetime, now: datetime) -> bool:
    """Return whether a challenge can still be answered; not after the clock was set back below its making, either."""
    return -LEEWAY <= now - made < LIFE


def still_to_wait(made: datetime, seconds: int, now: datetime) -> int:
    """Return the whole seconds until waiting alone has paid, 0 = it has."""
    # A clock set back a little must not make anybody wait longer than was said.
    passed = max(0, int((now - made).total_seconds()))
    return max(0, seconds - passed)
