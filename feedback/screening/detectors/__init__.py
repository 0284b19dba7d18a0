"""Ways to notice that ratings may not be the residents' own. Each says "look at this twice", never more."""

from feedback.screening.detectors import alike, device, stopped, stuffed, uniform
from feedback.screening.detectors.kind import Detector, Finding, Seen

__all__ = ["DETECTORS", "Detector", "Finding", "Seen"]

DETECTORS: tuple[Detector, ...] = (
    stuffed.DETECTOR,
    alike.DETECTOR,
    device.DETECTOR,
    uniform.DETECTOR,
    stopped.DETECTOR,
)
