// SPDX-License-Identifier: Apache-2.0
// Kusto queries of Microsoft Sentinel and Azure Monitor: which rows of which tables a query asks
// for. Pipelines, `let`, `union` and `join` are followed; what else changes rows stays as kUnknown.
// By the Kusto documentation and the Azure Monitor table reference (read 2026-11-25).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "events/selector.h"

namespace dcv::events {

struct KqlQuery {
  struct Rows {
    std::string table;
    Expr demand;  // of a row of this table, by the table's own columns
  };
  std::vector<Rows> rows;
  bool counts = false;  // a number of rows over one is asked for
  Problems problems;    // E002, E011, E013; after an error `rows` is empty
};
KqlQuery ReadKql(std::string_view query);

// The ways (rows of data/catalog/event_fields.tsv) by which API events come to the query's tables,
// each once, sorted; tables that hold no such events have none.
std::vector<std::string_view> KqlFeeds(const KqlQuery& query);

// What the query asks of events that come by this way.
Parsed ParseKql(std::string_view query, std::string_view feed);

}  // namespace dcv::events
