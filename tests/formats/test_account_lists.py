"""accounts.csv is read strictly: every fault with its row and column, and nothing half read."""

import io

import pytest

from hattama.formats.account_lists import AccountRow, is_login, parse_accounts
from hattama.formats.faults import InputFaults

ROLES = ("typist", "chair")
AREAS = {"P001", "P002"}
HEAD = "name,login,role,area\n"


def parse(text: str) -> tuple[AccountRow, ...]:
    return parse_accounts(io.BytesIO(text.encode()), "accounts.csv", roles=ROLES, areas=AREAS)


def faults_of(text: str) -> list[tuple[str, int, str]]:
    with pytest.raises(InputFaults) as refused:
        parse(text)
    return [(fault.code, fault.row, fault.field) for fault in refused.value.faults]


def test_one_row_is_one_role_of_one_person() -> None:
    rows = parse(HEAD + "Айгүл Серікқызы,aigul@x.kz,typist,P001\nАйгүл Серікқызы,aigul@x.kz,chair,P002\n")
    assert rows == (
        AccountRow(2, "Айгүл Серікқызы", "aigul@x.kz", "typist", "P001"),
        AccountRow(3, "Айгүл Серікқызы", "aigul@x.kz", "chair", "P002"),
    )


def test_every_fault_has_its_row_and_its_column() -> None:
    text = HEAD + ",aigul,typist,P001\nБолат,бо,typist,P001\nБолат,bolat,boss,P001\nБолат,bolat2,chair,P9\n"
    assert faults_of(text) == [
        ("ACCOUNT-NAME", 2, "name"),
        ("ACCOUNT-LOGIN", 3, "login"),
        ("ACCOUNT-ROLE", 4, "role"),
        ("ACCOUNT-AREA", 5, "area"),
    ]


def test_a_role_given_twice_is_a_slip_whatever_the_case_of_the_login() -> None:
    assert faults_of(HEAD + "Болат,bolat,chair,P001\nБолат,BOLAT,chair,P001\n") == [("ACCOUNT-TWICE", 3, "")]


def test_one_account_is_one_persons() -> None:
    assert faults_of(HEAD + "Болат,bolat,chair,P001\nАйгүл,bolat,chair,P002\n") == [
        ("ACCOUNT-OTHER", 3, "name")
    ]


def test_a_name_without_end_or_with_signs_that_nobody_sees_is_refused() -> None:
    long = "а" * 151
    assert faults_of(HEAD + f"{long},bolat,chair,P001\nБо\u2028лат,bolat2,chair,P001\n") == [
        ("TEXT-LONG", 2, "name"),
        ("TEXT-CONTROL", 3, "name"),
    ]


def test_a_column_that_is_missing_or_misspelt_is_named() -> None:
    codes = {code for code, _, _ in faults_of("name,login,role,place\nБолат,bolat,chair,P001\n")}
    assert codes == {"TABLE-STRANGE", "TABLE-ABSENT"}


@pytest.mark.parametrize(
    ("text", "fits"),
    [("a.b+c@d-e_f.kz", True), ("ab", False), ("a b", False), ("әли", False), ("x" * 151, False)],
)
def test_what_may_be_a_login(text: str, fits: bool) -> None:
    assert is_login(text) is fits
