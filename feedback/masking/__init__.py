"""What in a comment tells who somebody is: found, and covered before staff read it. The original stays as it is."""

from feedback.masking.cover import blanked, covered, masked
from feedback.masking.plain import Kind, Span

__all__ = ["Kind", "Span", "blanked", "covered", "masked"]
