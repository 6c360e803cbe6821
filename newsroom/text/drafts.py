"""An article while it is being put together."""

from dataclasses import dataclass, field

from newsroom.text.atoms import Atom, Sort
from newsroom.text.reasons import Reason
from newsroom.text.roles import Kind, Role


@dataclass(slots=True)
class Piece:
    """Atoms that form one piece of an article, joined with nothing between; the first line's reason
    stands for all."""

    role: Role
    atoms: list[Atom]
    reason: Reason
    confidence: float = 0.95
    later: list[tuple[Reason, float]] = field(default_factory=list)
    """Reason and confidence for each further atom: why the piece goes on there."""

    @property
    def text(self) -> str:
        """The piece as it reads, with nothing between its atoms."""
        return "".join(atom.text for atom in self.atoms)

    @property
    def tail(self) -> str:
        """The last few hundred characters; a paragraph of a broken file may have a million."""
        kept: list[str] = []
        length = 0
        for atom in reversed(self.atoms):
            kept.append(atom.text)
            length += len(atom.text)
            if length > 600:
                break
        return "".join(reversed(kept))

    def go_on(self, atom: Atom, reason: Reason, confidence: float) -> None:
        """Let the piece go on with another atom."""
        self.atoms.append(atom)
        self.later.append((reason, confidence))


@dataclass(slots=True)
class Draft:
    """One article: its head, the atoms below it, and later its pieces in reading order."""

    reason: Reason
    confidence: float
    head: list[Piece] = field(default_factory=list)
    atoms: list[Atom] = field(default_factory=list)
    """What stands below the head, in the order of the page, not yet read."""
    titles: dict[int, tuple[Role, Reason, float]] = field(default_factory=dict)
    """Roles already given to short lines among `atoms`, by the place where they start."""
    body: list[Piece] = field(default_factory=list)
    kind: Kind = Kind.NEWS
    parent: int | None = None
    notice: bool = False
    sidebar: bool = False
    framed: bool = False
    """The edge of a frame stands before it."""
    dated: bool = False
    """A dateline has been taken in."""
    texts: int = 0
    last_text: Atom | None = None
    subheads: int = 0

    def take(self, atom: Atom) -> None:
        """Take in the next atom below the head."""
        self.atoms.append(atom)
        if atom.sort is Sort.DATELINE:
            self.dated = True
        elif atom.sort is Sort.TEXT:
            self.texts += 1
            self.last_text = atom

    def of(self, *roles: Role) -> list[Piece]:
        """The pieces with one of some roles, in reading order."""
        return [piece for piece in self.head + self.body if piece.role in roles]
