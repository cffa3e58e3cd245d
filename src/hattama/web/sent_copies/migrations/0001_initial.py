from hattama.web.kernel.stores.first_tables import FirstTables as Migration

__all__ = ["Migration"]
