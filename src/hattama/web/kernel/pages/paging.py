"""Long lists in pages: which part of them stands on this one, and where the others are."""

from dataclasses import dataclass

from django.http import Http404, QueryDict

from hattama.core.vocabulary import parse_whole_number


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list of `count` rows, `size` a page. `number` counts from 1; `question` asks for it."""

    number: int
    size: int
    count: int
    query: str
    question: str = "page"

    @property
    def start(self) -> int:
        """Index of the first row of this page."""
        return (self.number - 1) * self.size

    @property
    def stop(self) -> int:
        """Index after the last row of this page."""
        return min(self.start + self.size, self.count)

    @property
    def first(self) -> int:
        """The first row of this page as people count."""
        return self.start + 1 if self.count else 0

    @property
    def last_number(self) -> int:
        """The number of the last page."""
        return max(1, -(-self.count // self.size))

    @property
    def previous(self) -> str:
        """The address of the page before, or the empty string."""
        return self._address(self.number - 1) if self.number > 1 else ""

    @property
    def following(self) -> str:
        """The address of the next page, or the empty string."""
        return self._address(self.number + 1) if self.number < self.last_number else ""

    def _address(self, number: int) -> str:
        query = QueryDict(self.query, mutable=True)
        query[self.question] = str(number)
        return f"?{query.urlencode()}"


def page_of(query: QueryDict, count: int, size: int, question: str = "page") -> Page:
    """The page that `?page=` (or another `question`) asks for; Http404 when it is no page of this list."""
    asked = query.get(question, "1")
    page = Page(parse_whole_number(asked) or 0, size, count, query.urlencode(), question)
    if not 1 <= page.number <= page.last_number:
        raise Http404(asked)
    return page
