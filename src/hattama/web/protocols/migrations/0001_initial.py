from hattama.web.kernel.stores.first_tables import FirstTables
from hattama.web.protocols.tables import keep_current_states


class Migration(FirstTables):
    last = (keep_current_states,)
