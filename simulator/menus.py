"""The account's menus: one for everybody, and conditional ones for some."""

from dataclasses import dataclass, field
from typing import Any

from simulator.errors import PlatformError
from simulator.menu_rules import MOST_LINK_DOMAINS, Button, Seen, link_domains, matches


@dataclass(frozen=True)
class ConditionalMenu:
    id: int
    buttons: list[Button]
    rule: dict[str, str]

    def shown(self) -> dict[str, Any]:
        """The platform says `group_id`, whatever the rule was made with."""
        rule = {"group_id" if name == "tag_id" else name: v for name, v in self.rule.items()}
        return {"button": self.buttons, "matchrule": rule, "menuid": self.id}


@dataclass
class Menus:
    default: list[Button] | None = None
    # Newest first: the order in which they are tried.
    conditional: list[ConditionalMenu] = field(default_factory=list)
    default_id: int = 0
    _last_id: int = 422_685_000

    def publish(self, buttons: list[Button]) -> None:
        self.default = buttons
        self.default_id = self._next_id()

    def add(self, buttons: list[Button], rule: dict[str, str]) -> ConditionalMenu:
        if self.default is None:
            raise PlatformError(65303)
        domains = [link_domains(menu.buttons) for menu in self.conditional]
        if len(link_domains(buttons).union(*domains)) > MOST_LINK_DOMAINS:
            raise PlatformError(65316)
        menu = ConditionalMenu(self._next_id(), buttons, rule)
        self.conditional.insert(0, menu)
        return menu

    def remove(self, menu_id: str) -> None:
        menu = next((menu for menu in self.conditional if str(menu.id) == menu_id), None)
        if menu is None:
            raise PlatformError(65301)
        self.conditional.remove(menu)

    def clear(self) -> None:
        """Conditional menus do not outlive the one they are exceptions to."""
        self.default = None
        self.conditional.clear()

    def seen_by(self, seen: Seen) -> list[Button] | None:
        for menu in self.conditional:
            if matches(menu.rule, seen):
                return menu.buttons
        return self.default

    def _next_id(self) -> int:
        self._last_id += 1
        return self._last_id
