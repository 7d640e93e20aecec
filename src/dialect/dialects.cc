// SPDX-License-Identifier: Apache-2.0
#include "dialect/dialects.h"

namespace dcv::dialect {

const std::vector<const Dialect*>& Dialects() {
  static const std::vector<const Dialect*> dialects = {
      &kAthena, &kClickhouse, &kDatabricks, &kDuckdb,   &kElastic, &kEql,    &kEsql, &kInsights,
      &kLoki,   &kOpensearch, &kPostgres,   &kSentinel, &kSplunk,  &kSqlite, &kUdm,  &kYaral};
  return dialects;
}

const Dialect* FindDialect(std::string_view id) {
  for (const Dialect* dialect : Dialects()) {
    if (dialect->id == id) return dialect;
  }
  return nullptr;
}

}  // namespace dcv::dialect
