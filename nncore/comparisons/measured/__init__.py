"""Classical integrals and derivatives of measured data, each with its error."""
