"""How unlikely a count is: exact tails of counts that vary more than chance alone would let them."""

from math import exp, lgamma, log


def busier(count: int, mean: float, size: float) -> float:
    """Return P(X ≥ count) of a negative binomial of this mean; variance = mean + mean² / size.

    Never Poisson: opening hours, queues and meetings come in heaps, and Poisson would cry out over each of them.
    """
    if count <= 0:
        return 1.0
    mean = max(mean, 1e-9)
    ratio = mean / (size + mean)
    first = lgamma(count + size) - lgamma(size) - lgamma(count + 1)
    term = exp(first + size * log(size / (size + mean)) + count * log(ratio))
    total, k = 0.0, count
    while term > total * 1e-12 and k < count + 10_000:
        total += term
        term *= (k + size) / (k + 1) * ratio
        k += 1
    return min(1.0, total)


def more(count: int, n: int, share: float, strength: float) -> float:
    """Return P(K ≥ count) of n, each counted with a share that itself varies from group to group.

    Beta-binomial: `strength` is how many ratings the knowledge of `share` is worth; the smaller, the more a group
    may differ by its mood alone.
    """
    if count <= 0:
        return 1.0
    a, b = strength * share, strength * (1 - share)
    whole = _beta(a, b)
    return min(
        1.0,
        sum(exp(_choose(n, k) + _beta(a + k, b + n - k) - whole) for k in range(count, n + 1)),
    )


def _beta(a: float, b: float) -> float:
    return lgamma(a) + lgamma(b) - lgamma(a + b)


def _choose(n: int, k: int) -> float:
    return lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1)
