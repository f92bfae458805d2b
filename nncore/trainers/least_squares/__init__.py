"""The linear algebra of the trainers: damped, truncated and projected least squares, by QR."""
