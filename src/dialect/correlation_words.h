// SPDX-License-Identifier: Apache-2.0
// What the targets that are no SQL share in writing correlations, and what their files lend.
#pragma once

#include <string>
#include <vector>

#include "dialect/correlation.h"

namespace dcv::dialect {

// Fails when a correlation is counted; when the type asks for more than counts.
bool OnlyRules(CorrelationRendering& c);
bool OnlyCounts(CorrelationRendering& c);
// That fixed windows of twice the timespan are asked.
void TellWindows(CorrelationRendering& c);
// That events without a group field are a group.
void TellEmptyGroup(CorrelationRendering& c);
// The group field's name within double quotes.
std::string QuotedGroup(const CorrelationRendering& c, size_t group);
// CountCondition of the columns `value` and `s1`, `s2` ...
std::string Judgement(CorrelationRendering& c, const CountWords& words, bool more);
// " and first_1 <= last_2 and first_2 <= last_3": each rule was seen before the next was seen last.
// Of two rules in a window of the rule's length that is the order; else it is told.
std::string Order(CorrelationRendering& c, const char* first, const char* last, const char* word,
                  bool more);

// The correlations of the dialects, and where fields are there; no name: nowhere.
std::string SplunkCorrelation(CorrelationRendering& c);
std::vector<std::string> SplunkNames(Rendering& rendering, ir::FieldId field);

struct KustoValue {
  std::string x, text;  // as it is, and as text, never null
  bool many = false;    // may be an array
  bool inside = false;  // is somewhere in what x is
};
std::string KustoCorrelation(CorrelationRendering& c);
std::vector<KustoValue> KustoValues(Rendering& rendering, ir::FieldId field);

std::string EsqlCorrelation(CorrelationRendering& c);
std::string EsqlName(const std::string& column);

std::string EqlCorrelation(CorrelationRendering& c);
std::string EqlName(const std::string& column);

std::string LokiCorrelation(CorrelationRendering& c);
std::string LokiLabelPath(const std::vector<std::string>& names);  // "": it cannot be written

std::string InsightsCorrelation(CorrelationRendering& c);
std::string InsightsName(const std::vector<std::string>& names);

std::string YaralCorrelation(CorrelationRendering& c);
std::string YaralHead(const sigma::Document& document);  // "rule x {", meta
std::string YaralSelector(const Rendering& rendering);   // of $e, ""

}  // namespace dcv::dialect
