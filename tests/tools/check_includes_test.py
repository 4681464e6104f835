#!/usr/bin/env python3
"""The include check accepts what the rules allow, and fails on each thing that they forbid."""

import copy
import unittest

import check_includes
from tree import Tree

RULES = {
    "include_roots": ["host/src", "sdk/include"],
    "groups": {"torch": ["torch/*", "ATen/*"]},
    "rooms": {
        "host/src/base": {"ours": ["sdk/include/epi/abi/random.h"], "outside": ["std"]},
        "host/src/flow": {"ours": ["host/src/base"], "outside": ["std", "torch"]},
        "host/src/store": {"ours": ["host/src/base", "host/src/flow/spec.h"], "outside": ["std", "netcdf.h"]},
        "sdk/include/epi/abi": {"ours": [], "outside": ["stdint.h"]},
        "sdk/include/epi": {"ours": ["sdk/include/epi/abi"], "outside": ["std"]},
        "plugins/*": {"ours": ["sdk/include/epi"], "outside": ["std"]},
    },
}

GOOD = {
    "host/src/base/error.h": "#pragma once\n#include <string>\n",
    "host/src/base/random.cpp": '#include <epi/abi/random.h>\n#include "base/error.h"\n',
    "host/src/flow/spec.h": '#include "base/error.h"\n',
    "host/src/flow/flow.cpp": "#include <torch/torch.h>\n#  include <ATen/ATen.h>\n",
    "host/src/store/file.cpp": '#include "flow/spec.h"\n// #include <torch/torch.h>\n#include <netcdf.h>\n',
    "sdk/include/epi/abi/random.h": '#include <stdint.h>\n#include "types.h"\n',
    "sdk/include/epi/abi/types.h": "",
    "sdk/include/epi/abi/ext/vjp.h": '#include "../types.h"\n',
    "sdk/include/epi/model.hpp": '#include "abi/types.h"\n#include "cpp/dual.hpp"\n#include <vector>\n',
    "sdk/include/epi/cpp/dual.hpp": '#include "../abi/types.h"\n',
    "plugins/lds/lds.cpp": '#include "parameters.h"\n#include <epi/model.hpp>\n',
    "plugins/lds/parameters.h": "",
    "plugins/stg/stg.h": "",
}

FORBIDDEN = [
    ("host/src/base/error.h", "#include <torch/torch.h>", "torch/torch.h"),
    ("host/src/base/error.h", '#include "flow/spec.h"', "host/src/flow/spec.h"),
    ("host/src/base/error.h", '#include "../flow/spec.h"', "host/src/flow/spec.h"),
    ("host/src/base/error.h", "#include <epi/abi/types.h>", "sdk/include/epi/abi/types.h"),
    ("host/src/base/error.h", "#include <unistd.h>", "unistd.h"),
    ("host/src/store/file.cpp", "#include <torch/torch.h>", "torch/torch.h"),
    ("host/src/store/file.cpp", "  #  include <ATen/ATen.h>", "ATen/ATen.h"),
    ("host/src/store/file.cpp", '#include "missing.h"', "missing.h"),
    ("sdk/include/epi/abi/types.h", "#include <string>", "string"),
    ("sdk/include/epi/abi/types.h", '#include "../model.hpp"', "sdk/include/epi/model.hpp"),
    ("plugins/lds/lds.cpp", '#include "../stg/stg.h"', "plugins/stg/stg.h"),
    ("plugins/lds/lds.cpp", '#include "base/error.h"', "host/src/base/error.h"),
]


def problems_of(files, rules=None):
    with Tree(files) as root:
        return check_includes.check(root, rules or RULES)[0]


class CheckIncludes(unittest.TestCase):
    def test_what_the_rules_allow_is_accepted(self):
        self.assertEqual(problems_of(GOOD), [])

    def test_each_forbidden_include_is_found_with_its_line(self):
        for path, line, name in FORBIDDEN:
            with self.subTest(path=path, line=line):
                problems = problems_of({**GOOD, path: "\n\n" + line + "\n"})
                self.assertEqual(len(problems), 1, problems)
                self.assertIn(f"{path}:3:", problems[0])
                self.assertTrue(problems[0].endswith(name), problems[0])

    def test_a_folder_without_a_rule_is_found(self):
        problems = problems_of({**GOOD, "host/src/attic/old.cpp": ""})
        self.assertEqual(len(problems), 1)
        self.assertIn("host/src/attic/old.cpp", problems[0])

    def test_a_cycle_in_the_rules_is_found(self):
        rules = copy.deepcopy(RULES)
        rules["rooms"]["host/src/base"]["ours"].append("host/src/store")
        problems = problems_of(GOOD, rules)
        self.assertEqual(len(problems), 1)
        self.assertIn("cycle", problems[0])


if __name__ == "__main__":
    unittest.main()
