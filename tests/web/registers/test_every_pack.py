"""Every register that comes with the program has its pages, before anybody said anything of it."""

import pytest

from hattama.web.registers.reading import registers_in_force
from tests.web.kernel.pages.reading import read_page

pytestmark = pytest.mark.django_db


def test_every_pack_is_shown_with_its_kinds_and_its_course(client, tiny):
    registers = registers_in_force(tiny)
    assert len(registers) > 5
    for place, register in enumerate(registers):
        # Languages take turns.
        home = f"{('', '/ru', '/en')[place % 3]}/e/tiny/registers/{register.register_id}/"
        page = read_page(client.get(home))
        drawn = [part for part in page.all("svg") if part.attributes.get("class") == "course-drawing"]
        assert len(drawn) == sum(bool(kind.course.states) for kind in register.kinds)
        assert client.get(f"{home}text/").status_code == 200, home
        for kind in register.kinds:
            assert client.get(f"{home}{kind.code}/").status_code == 200, (home, kind.code)
