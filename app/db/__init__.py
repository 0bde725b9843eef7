"""How is the ledger stored? Tables, engines and the embedded PostGIS cluster."""
