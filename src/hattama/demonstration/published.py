"""What was published about the elections of 2021 and 2023 as a whole; nothing here is made up.

Sources: Central Election Commission of Kazakhstan, final result of the party contest (27.03.2023, as
reported by vlast.kz/novosti/54446); the number of precincts, of precincts abroad and of voters on
26 February 2023 from the OSCE/ODIHR statement of preliminary findings of 20 March 2023; ballots issued by
22:10 as a share of the registered from egemen.kz/article/338085. Of 10 January 2021: almaty.tv, 12.01.2021.
"""

PRECINCTS = 10_223
PRECINCTS_ABROAD = 77

REGISTERED = 12_035_578
"""Voters on the lists as the final result gives them; the denominator of the published turnout."""

REGISTERED_BEFORE = 12_032_550
"""Voters on the lists on 26 February 2023: what the lists began with."""

BALLOTS_ISSUED = 6_522_080
"""54.19 % of the registered had received a ballot by 22:10."""

AGAINST_ALL = "against_all"

VOTES = {
    "amanat": 3_431_510,
    "auyl": 693_938,
    "respublica": 547_154,
    "ppk": 432_920,
    "baytaq": 146_431,
    "ak_zhol": 535_139,
    "nsdp": 331_058,
    AGAINST_ALL: 248_291,
}
"""Votes of the party contest in the order of the ballot; together 6,366,441."""

PARTICIPANTS = sum(VOTES.values())

VOTES_2021 = {"amanat": 5_148_074, "ak_zhol": 792_828, "ppk": 659_019, "auyl": 383_023, "adal": 258_618}
"""Votes of the party lists of 10 January 2021, when Amanat was called Nur Otan; together 7,241,562."""

SEATS_2021 = 98
"""Seats for lists; nine more deputies were elected by the Assembly of the People."""
