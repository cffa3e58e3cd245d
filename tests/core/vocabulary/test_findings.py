from hattama.core.vocabulary import Finding, Severity, Verdict


def test_a_broken_relation_says_by_how_much():
    finding = Finding("KZ-K01", Severity.HARD, Verdict.BROKEN, ("ballots_issued",), 620, 615)
    assert finding.difference == 5


def test_what_could_not_be_checked_has_no_difference():
    finding = Finding("KZ-K01", Severity.HARD, Verdict.CANNOT_BE_CHECKED, ("ballots_issued",))
    assert finding.difference is None
