"""Recording a range: the typed bounds, what speaks against them, the certificate kept with it."""
