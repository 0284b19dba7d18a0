"""The measured claims: each script prints ratios against a yardstick in the same run."""
