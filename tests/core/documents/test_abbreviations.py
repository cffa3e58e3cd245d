import pytest

from tests.core.documents.found_codes import codes


@pytest.mark.parametrize(
    "text",
    [
        "Territorial Election Commissions (TEC) met. A Territorial Election Commission (TEC) signed.",
        "Орталық сайлау комиссиясы (бұдан әрі – ОСК). Орталық сайлау комиссиясының (ОСК) шешімі.",
        "Центральная избирательная комиссия (ЦИК) и участковая избирательная комиссия (УИК).",
        # Brackets that explain nothing.
        "The channel of the state (KTK) and the channel of the city (KTK) agreed.",
        # Near by letters, and used as often: a thing of its own.
        "УИК, УИК, УИК. Территориальная избирательная комиссия (ТИК). ТИК. ТИК.",
    ],
)
def test_one_thing_in_other_endings_is_one_thing(text):
    assert codes(text) == []


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("District Election Commissions (DEC) and the December Election Council (DEC) met.", "DOC-TWO-NAMES"),
        ("Окружная комиссия (ОК) ушла. Общественный комитет (ОК) пришёл.", "DOC-TWO-NAMES"),
        ("Аумақтық референдум комиссиялары (АРК). АРК. АРК отырды. АКР есебі.", "DOC-ABBREVIATION"),
    ],
)
def test_two_meanings_and_changed_letters_are_named(text, code):
    assert codes(text) == [code]
