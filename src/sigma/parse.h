// SPDX-License-Identifier: Apache-2.0
// Reading Sigma files. What is wrong is a Problem (codes P0xx) with its place; what is right is
// still returned, so that one broken document costs only itself.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/problem.h"
#include "sigma/rule.h"

namespace dcv::sigma {

struct File {
  std::vector<Document> documents;  // those without an error of form
  size_t broken = 0;                // documents left out for an error
  Problem first_break;              // what broke the first of them; set when broken > 0
  Problems problems;                // in order of place
};

// All documents of the text (YAML, one or many). Legacy `action` documents are resolved and
// marked. Limits: 64 MiB, nesting 64, a million nodes per document, 10,000 nodes through aliases.
File Parse(std::string_view text);

// The document as YAML of our own form: parsing it gives an equal document, or one of equal meaning
// where a pipeline made a tree that no YAML has (print_form.h).
std::string ToYaml(const Document& document);

}  // namespace dcv::sigma
