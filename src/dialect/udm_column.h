// SPDX-License-Identifier: Apache-2.0
// What `udm:` of a field in data/logsources says (docs/logsources.md): where Google's parser of the
// log puts the field in the Unified Data Model.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace dcv::dialect::udm {

struct Column {
  std::string path;       // as a query writes it: `a.b`, `a.b["key"]`
  std::string before;     // what stands before the value there: `a.b="Used: *"` in the file
  bool label = false;     // `a.b["key"]`: one value, never asked with `any`
  bool repeated = false;  // a list, or in one
  // Other fields of the log may stand there too, so that only "there is such a value" can be said:
  // `a.b[*]` in the file (a label whose key is not documented), or one of several columns.
  bool shared = false;
};

// Of "a.b", `a.b["key"]`, "a.b[*]", `a.b="Used: *"` or several joined by ", "; none of "-", which
// says that no place is known and that queries go without the field.
std::vector<Column> ColumnsOf(std::string_view text);

}  // namespace dcv::dialect::udm
