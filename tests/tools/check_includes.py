#!/usr/bin/env python3
"""Checks that every room includes only what room_rules.json allows, and that the rules have no cycle.

A room is a folder. `ours` lists folders and files of this repository that it may include besides itself; `outside` lists
other headers, by name, by `prefix/*`, or by the name of a group. The group `std` stands for the C++ standard library: a
name without a dot and without a slash.

Usage: check_includes.py ROOT [RULES]
"""

import json
import re
import sys
from pathlib import Path, PurePosixPath

INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]', re.MULTILINE)
SOURCES = {".h", ".hpp", ".c", ".cpp"}
STANDARD_LIBRARY = re.compile(r"^[a-z_0-9]+$")


def is_inside(path, place):
    """Whether a path is a place of the rules or lies within it. `*` stands for one folder."""
    parts, place_parts = PurePosixPath(path).parts, PurePosixPath(place).parts
    return len(parts) >= len(place_parts) and all(p in ("*", part) for p, part in zip(place_parts, parts))


def room_of(path, rooms):
    """The room with the longest name that holds the path, or None."""
    holding = [room for room in rooms if is_inside(path, room)]
    return max(holding, key=lambda room: len(PurePosixPath(room).parts), default=None)


def folder_of_room(path, room):
    """The room's own folder: plugins/lds for a file of plugins/*."""
    return "/".join(PurePosixPath(path).parts[: len(PurePosixPath(room).parts)])


def resolve(root, file, quoted, name, include_roots):
    """The included file as a path of the repository, or None for an outside header."""
    places = ([file.parent] if quoted else []) + [root / include_root for include_root in include_roots]
    for place in places:
        target = (place / name).resolve()
        if target.is_file() and target.is_relative_to(root):
            return target.relative_to(root).as_posix()
    return None


def may_include_outside(name, allowed, groups):
    for pattern in allowed:
        if pattern == "std":
            if STANDARD_LIBRARY.match(name):
                return True
        elif pattern in groups:
            if may_include_outside(name, groups[pattern], {}):
                return True
        elif name == pattern or (pattern.endswith("/*") and name.startswith(pattern[:-1])):
            return True
    return False


def check_file(root, file, rules):
    path = file.relative_to(root).as_posix()
    room = room_of(path, rules["rooms"])
    if room is None:
        return [f"{path}: lies in a folder that room_rules.json does not know"]
    rule, own_folder, problems = rules["rooms"][room], folder_of_room(path, room), []
    text = file.read_text(encoding="utf-8")
    for match in INCLUDE.finditer(text):
        name = match.group(2)
        line = text.count("\n", 0, match.start(2)) + 1
        target = resolve(root, file, match.group(1) == '"', name, rules["include_roots"])
        if target is None:
            if not may_include_outside(name, rule["outside"], rules["groups"]):
                problems.append(f"{path}:{line}: room {room} may not include {name}")
        else:
            stays = is_inside(target, own_folder) and room_of(target, rules["rooms"]) == room
            if not stays and not any(is_inside(target, place) for place in rule["ours"]):
                problems.append(f"{path}:{line}: room {room} may not include {target}")
    return problems


def cycle_in(rooms):
    """Names along a cycle of rooms that may include each other as a whole, or an empty list."""
    edges = {room: [r for r in rooms if r != room and r in rooms[room]["ours"]] for room in rooms}
    finished = set()

    def visit(room, path):
        if room in path:
            return path[path.index(room) :] + [room]
        if room in finished:
            return []
        for other in edges[room]:
            found = visit(other, path + [room])
            if found:
                return found
        finished.add(room)
        return []

    return next((found for found in (visit(room, []) for room in rooms) if found), [])


def check(root, rules):
    """All problems, and the number of files that were read."""
    problems, files = [], []
    for top in ("sdk", "plugins", "host"):
        files += sorted(f for f in (root / top).rglob("*") if f.suffix in SOURCES and f.is_file())
    for file in files:
        problems += check_file(root, file, rules)
    cycle = cycle_in(rules["rooms"])
    if cycle:
        problems.append("room_rules.json: a cycle of rooms: " + " -> ".join(cycle))
    return problems, len(files)


def main():
    root = Path(sys.argv[1]).resolve()
    rules_file = Path(sys.argv[2]) if len(sys.argv) > 2 else Path(__file__).with_name("room_rules.json")
    problems, n_files = check(root, json.loads(rules_file.read_text(encoding="utf-8")))
    for problem in problems:
        print(problem)
    if n_files == 0:
        problems.append("no files")
        print(f"no source files under {root}")
    print(f"{n_files} files, {len(problems)} problems")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
