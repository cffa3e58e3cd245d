"""An organisation of the tiny election with a form, observers and their telephones."""

from dataclasses import dataclass

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from hattama.formats.deployment_plans import Visit
from hattama.web.kernel.accounts.policy import Role
from hattama.web.kernel.elections.tables import ElectionRow
from hattama.web.observation.arrange import (
    add_member,
    add_observer,
    bring_form,
    make_organisation,
    make_tokens,
    replace_plan,
)
from hattama.web.observation.policy import OrganisationRole
from hattama.web.observation.tables import FormVersion, Organisation
from tests.formats.test_xforms import FORM
from tests.web.people import person
from tests.web.tiny_election import ELECTION_ID, NIGHT


def organisation(code: str = "alma") -> Organisation:
    """An organisation with a coordinator, who has brought the form of the count."""
    election = ElectionRow.objects.get(pk=ELECTION_ID)
    made = make_organisation(election, code, {"kk": f"«{code}» бақылаушылары"}, now=NIGHT)
    member(made, OrganisationRole.COORDINATOR)
    return made


def member(of: Organisation, role: OrganisationRole):
    """Somebody of the organisation."""
    user = person(Role.OBSERVATION, "KZ", username=f"{role.value}-{of.code}")
    add_member(of, user, role)
    return user


def coordinator(of: Organisation):
    return of.members.get(role="coordinator").user


def form(of: Organisation, source: str = FORM, **files: bytes) -> FormVersion:
    """The form, brought by the coordinator."""
    return bring_form(coordinator(of), of, source.encode(), "санау.md", files, now=NIGHT)


@dataclass
class Telephone:
    """An observer's telephone: what it asks, and how it is answered."""

    token: str
    client: Client

    @property
    def base(self) -> str:
        return f"/field/{self.token}/"

    def get(self, path: str, **asked: str):
        return self.client.get(f"{self.base}{path}", asked)

    def send(self, xml: str | bytes, **files: bytes):
        """A POST of Collect; files by name with `_` for the point."""
        data = xml.encode() if isinstance(xml, str) else xml
        parts = {"xml_submission_file": SimpleUploadedFile("s.xml", data, "text/xml")}
        for name, content in files.items():
            parts[name.replace("_", ".")] = SimpleUploadedFile(name.replace("_", "."), content)
        return self.client.post(f"{self.base}submission", parts, headers={"x-openrosa-version": "1.0"})


def telephone(of: Organisation, pseudonym: str = "К-01", language: str = "ru") -> Telephone:
    """The telephone of a new observer."""
    user = coordinator(of)
    observer = add_observer(user, of, pseudonym, language, now=NIGHT)
    [(_, token)] = make_tokens(user, of, [observer], now=NIGHT)
    return Telephone(token, Client())


def plan(of: Organisation, *visits: tuple[str, str]) -> None:
    """Let these observers be at these places for the count."""
    lines = [Visit(observer, area, "counting", "kk") for observer, area in visits]
    replace_plan(coordinator(of), of, lines, now=NIGHT)


def filled(instance: str = "uuid:1", *, replaces: str = "", photo: str = "", station: str = "P001") -> str:
    """A filled form."""
    deprecated = f"<deprecatedID>{replaces}</deprecatedID>" if replaces else ""
    return (
        '<data id="counting" version="2026-1"><start>2023-03-19T21:00:00.000+06:00</start><counting>'
        f"<station>{station}</station><announced>no</announced><photo>{photo}</photo></counting>"
        f"<meta><instanceID>{instance}</instanceID>{deprecated}</meta></data>"
    )
