"""Who may know whom: wheelbarrow ← accounts ← categories ← works, and the layers inside each."""

from tests.architecture.source import PACKAGES, Import, imports, modules

# The layers of an app; a module that is not named is a service.
LAYERS = {
    **dict.fromkeys(["choices", "paths", "recurrence", "lateness", "hashers"], 0),
    "querysets": 1,
    "models": 2,
    **dict.fromkeys(["api", "web", "admin", "management", "urls", "views"], 4),
}
SERVICE = 3

# The floor has tables' building blocks where an app has querysets.
LAYERS_OF_FLOOR = {
    **LAYERS,
    **dict.fromkeys(["settings", "environment", "logs", "exceptions", "middleware"], 0),
    "db": 1,
}

DOOR = 4
# Addresses are pages of the web.
DOORS = {"urls": "web", "views": "web"}

# importer, what it imports → why it may
EXCEPTIONS = {
    ("wheelbarrow.views", "wheelbarrow.api.exception_handler"): "answers below /api/ where no view of the API does",
    ("accounts.views", "accounts.api.throttles"): "attempts at a page and at the API are counted together",
}


def _layer(module_name: str) -> int:
    package, _, rest = module_name.partition(".")
    room = rest.split(".")[0]
    if not room:
        return 0
    return (LAYERS_OF_FLOOR if package == "wheelbarrow" else LAYERS).get(room, SERVICE)


def _door(module_name: str) -> str:
    room = module_name.partition(".")[2].split(".")[0]
    return DOORS.get(room, room)


def _ours() -> list[Import]:
    return [found for module in modules() for found in imports(module) if found.target.split(".")[0] in PACKAGES]


class TestPackages:
    def test_import_only_those_below(self):
        rank = PACKAGES.index

        upward = [
            str(found)
            for found in _ours()
            if rank(found.target.split(".")[0]) > rank(found.module.package)
            and not (found.for_types_only and found.module.package == "wheelbarrow")
        ]

        assert upward == []

    def test_know_nothing_of_tests(self):
        found = [str(found) for module in modules() for found in imports(module) if found.target.startswith("tests")]

        assert found == []


class TestLayers:
    def test_import_only_those_below(self):
        upward = [
            str(found)
            for found in _ours()
            if found.target.split(".")[0] == found.module.package
            and _layer(found.target) > _layer(found.module.name)
            and not found.for_types_only
            # The app's start registers its checks.
            and found.module.room != "apps"
        ]

        assert upward == []

    def test_only_doors_import_doors_of_another_package(self):
        found = [
            str(found)
            for found in _ours()
            if _layer(found.target) == DOOR and _layer(found.module.name) < DOOR and not found.for_types_only
        ]

        assert found == []


class TestDoors:
    def test_never_import_each_other(self):
        mixed = [
            str(found)
            for found in _ours()
            if _layer(found.module.name) == _layer(found.target) == DOOR
            and _door(found.module.name) != _door(found.target)
            and (found.module.name, found.target) not in EXCEPTIONS
        ]

        assert mixed == []

    def test_are_entered_by_no_service(self):
        served = [
            str(found)
            for found in _ours()
            if _layer(found.module.name) == SERVICE and found.target.split(".")[1:2] in (["api"], ["web"], ["admin"])
        ]

        assert served == []

    def test_have_no_exception_that_is_not_used(self):
        used = {(found.module.name, found.target) for found in _ours()}

        assert set(EXCEPTIONS) <= used
