"""Finds an event's class by name in a table.

Rasa 3.6 walks all subclasses, abstract ones included, for every event of every tracker it reads.
Importing this module replaces that walk; unknown names still go the old way.
"""

from rasa.shared.core.events import Event
from rasa.shared.utils.common import all_subclasses

_walk = Event.resolve_by_type
_BY_NAME: dict[str, type[Event]] = {}
for _event in all_subclasses(Event):
    _BY_NAME.setdefault(_event.type_name, _event)


def resolve_by_type(type_name: str, default: type[Event] | None = None) -> type[Event] | None:
    return _BY_NAME.get(type_name) or _walk(type_name, default)


Event.resolve_by_type = staticmethod(resolve_by_type)
