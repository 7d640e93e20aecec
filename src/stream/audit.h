// SPDX-License-Identifier: Apache-2.0
// Records of the Linux audit daemon: type=SYSCALL msg=audit(1364481363.243:24287): key=value ...
#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace dcv::stream {

// Where a record begins in a line that may have a header of syslog before it; npos: there is none.
size_t FindAuditRecord(std::string_view line);

// Writes records as JSON objects of texts; memory is kept for the next one.
class AuditWriter {
 public:
  AuditWriter();
  ~AuditWriter();

  // type, msg ("audit(...)"), node, then the fields and those within msg='...'. What the kernel
  // writes in hexadecimal because of blanks or quotes is decoded; pieces of a long argument (a1[0],
  // a1[1]) are put together; a name that occurs twice, and keys, are arrays. False, with nothing
  // appended, when the line is no such record or has over 10,000 fields.
  bool Append(std::string_view record, std::string& out);

 private:
  struct Fields;
  std::unique_ptr<Fields> fields_;
};

}  // namespace dcv::stream
