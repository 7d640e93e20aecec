// SPDX-License-Identifier: Apache-2.0
// The dialects there are. One is a file NAME.cc with a constant, and a row of Dialects().
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "dialect/dialect.h"

namespace dcv::dialect {

const std::vector<const Dialect*>& Dialects();  // by id
const Dialect* FindDialect(std::string_view id);

extern const Dialect kAthena, kClickhouse, kDatabricks, kDuckdb, kPostgres, kSqlite;
extern const Dialect kInsights, kLoki, kUdm, kYaral;
extern const Dialect kElastic, kEql, kEsql, kOpensearch, kSentinel, kSplunk;

}  // namespace dcv::dialect
