from hattama.web.kernel.stores.first_tables import FirstTables


class Migration(FirstTables):
    dependencies = [
        ("kernel", "0001_initial"),
    ]
